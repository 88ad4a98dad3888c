"""Names of a source's objects: which are one, which are passed over, which a pattern names."""

import re
import unicodedata
from fnmatch import translate

from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.errors import BadScheduleError

# Any number of folders, none included.
ANY_DEPTH = "**"
_LONGEST = 250
# What Excel writes beside a workbook that is open, and what hides a file.
_PASSED_OVER = ("~$", ".")


def key_of(path: str) -> str:
    """Return the one spelling of a path: macOS writes accents as characters of their own."""
    return unicodedata.normalize("NFC", path)


def is_passed_over(path: str) -> bool:
    """Whether a path is of a hidden file or folder, a lock of Excel's, or a folder's marker."""
    return any(not part or part.startswith(_PASSED_OVER) for part in path.split("/"))


class NamePattern:
    """A pattern of paths below a source's location, as `*.xlsx` or `**/frota-????.csv`.

    `*` and `?` stay within one name, case does not matter. Raises BadScheduleError (bad_glob).
    """

    def __init__(self, glob: str) -> None:
        parts = key_of(glob).casefold().split("/")
        is_bad = len(glob) > _LONGEST or not is_storable(glob)
        if is_bad or any(part in {"", ".", ".."} for part in parts):
            raise BadScheduleError("bad_glob", glob=excerpt(glob))
        if parts[-1] == ANY_DEPTH:
            parts.append("*")
        self._parts = [None if part == ANY_DEPTH else _compiled(part) for part in parts]
        # Folders below the location that have to be looked into; None: all.
        self.depth = None if ANY_DEPTH in parts else len(parts) - 1

    def names(self, path: str) -> bool:
        """Whether the pattern names this path."""
        # The places in the pattern that the names so far may have led to.
        places = self._beyond({0})
        for name in key_of(path).casefold().split("/"):
            places = self._beyond({after for place in places for after in self._step(place, name)})
        return len(self._parts) in places

    def _step(self, place: int, name: str) -> set[int]:
        if place == len(self._parts):
            return set()
        part = self._parts[place]
        if part is None:
            return {place}
        return {place + 1} if part.match(name) else set()

    def _beyond(self, places: set[int]) -> set[int]:
        """Add the places behind each ANY_DEPTH, which may stand for no folder."""
        for place, part in enumerate(self._parts):
            if part is None and place in places:
                places = {*places, place + 1}
        return places


def _compiled(part: str) -> re.Pattern[str]:
    return re.compile(translate(part))
