"""What a source is: a place where other programs put spreadsheets, behind one small interface."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO, Protocol

from vehicle_pipeline.domain.schedules.object_names import NamePattern, key_of
from vehicle_pipeline.domain.storable import is_storable

# Characters of a path; the ledger has an index of them. S3 has at most 1,024 bytes.
LONGEST_PATH = 1_024
SHOWN_PATH = 200


@dataclass(frozen=True)
class FoundObject:
    """An object of a source at the moment of a look.

    `path` is how the source spells it, `key` the one spelling of its name. `version` changes when
    the object does. `problem` names a sentence if it cannot be imported for its name.
    `untouched_since` is when it was last written to by the source's own clock, whatever time
    its writer has given it; None where the source does not know.
    """

    key: str
    path: str
    version: str
    size: int
    modified_at: datetime
    problem: str | None = None
    untouched_since: datetime | None = None


def found(
    path: str,
    version: str,
    size: int,
    modified_at: datetime,
    untouched_since: datetime | None = None,
) -> FoundObject:
    """Return an object whose texts can be stored, whatever its name is."""
    problem = None
    if len(path) > LONGEST_PATH:
        # What is left is not opened. The digest keeps two of them apart.
        digest = sha256(path.encode("utf-8", "surrogateescape")).hexdigest()
        path, problem = f"{path[:SHOWN_PATH]}…{digest}", "source_name_too_long"
    if not is_storable(path):
        data = path.encode("utf-8", "surrogateescape")
        path = data.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
        problem = "source_name_unstorable"
    return FoundObject(key_of(path), path, version, size, modified_at, problem, untouched_since)


def closed_folder(path: str, modified_at: datetime) -> FoundObject:
    """Return a folder that cannot be looked into: without bytes, its path ends with a slash.

    It is the same object at each look, whatever is changed inside.
    """
    return found(path, "folder", 0, modified_at, datetime.fromtimestamp(0, UTC))


class Source(Protocol):
    """A location that schedules read.

    Every method raises SourceUnreadableError: source_missing, source_is_file, source_denied,
    source_unavailable.
    """

    # Whether an object that is seen is whole; otherwise it may be growing still.
    shows_whole_objects: bool

    def look(self) -> None:
        """Find out whether the source can be listed, by the least that shows it.

        What is there may be gone when the source is read; an empty one is well.
        """

    def objects(self, pattern: NamePattern) -> Iterator[FoundObject]:
        """Yield the objects that the pattern names, in no order, without what is passed over."""

    def open(self, path: str, version: str) -> BinaryIO:
        """Return the bytes of this version of an object as a stream.

        Raises ObjectNotFoundError, or ObjectChangedError for an object that has another version.
        """

    def is_unchanged(self, path: str, version: str) -> bool:
        """Whether what was read since `open` is this version from its beginning to its end."""
