"""Finds the parts of a ZIP workbook (.xlsx, .xlsm, .xlsb) by their relationships."""

import os
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO, BinaryIO, NamedTuple

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.xml_tags import opening_tags

CONTENT_TYPES = "[Content_Types].xml"
_ROOT = ""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Says which encoding the part is in; without one, it is UTF-8.
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# What a workbook refers to, and a text document or a slide show does not.
_SHEETS = {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet"}
Part = bytes | Iterable[bytes]


class Relationship(NamedTuple):
    """A part that another one refers to; `kind` is the last word of its type."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of an archive by name. Their sizes were looked at when the archive was opened."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Some programs write other capitals than they refer to, or a backslash for a slash.
        self._entries = {_key(entry.filename): entry for entry in archive.infolist()}
        self.workbook = self.only_part(_ROOT, "officeDocument") or ""
        if not _SHEETS & {relation.kind for relation in self.relationships(self.workbook)}:
            raise BadSpreadsheetError("not_a_workbook")

    def size(self, name: str) -> int:
        """Bytes of a part, unpacked."""
        return self._entry(name).file_size

    def open(self, name: str) -> IO[bytes]:
        """Return a part as a stream, in UTF-8; it cannot yield more bytes than its size says."""
        entry = self._entry(name)
        with self._archive.open(entry) as stream:
            is_utf16 = stream.read(2) in _UTF16_MARKS
        return BytesIO(self.read(name)) if is_utf16 else self._archive.open(entry)

    def read(self, name: str) -> bytes:
        """Return a part, in UTF-8: few programs write UTF-16, and calamine does not read it."""
        content = self._archive.read(self._entry(name))
        if not content.startswith(_UTF16_MARKS):
            return content
        return _DECLARATION.sub("", content.decode("utf-16")).encode()

    def relationships(self, part: str) -> list[Relationship]:
        """What a part refers to; parts that are not there, or not inside, are left out."""
        relations = relationships_of(part)
        if _key(relations) not in self._entries:
            return []
        found = []
        for name, attributes in opening_tags(self.read(relations)):
            target = posixpath.normpath(
                posixpath.join("/", posixpath.dirname(part), attributes.get("Target", ""))
            ).lstrip("/")
            if name == "Relationship" and _key(target) in self._entries:
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append(Relationship(attributes.get("Id", ""), kind, target))
        return found

    def targets(self, part: str) -> dict[str, str]:
        """Names of the parts that `part` refers to, by the id that it calls them."""
        return {relation.id: relation.target for relation in self.relationships(part)}

    def only_part(self, part: str, kind: str) -> str | None:
        """The first part of a kind that `part` refers to."""
        related = self.relationships(part)
        return next((relation.target for relation in related if relation.kind == kind), None)

    def frame(self) -> dict[str, bytes]:
        """The parts that reading any sheet needs, without the shared texts."""
        names = [CONTENT_TYPES, relationships_of(_ROOT), self.workbook]
        names.append(relationships_of(self.workbook))
        if styles := self.only_part(self.workbook, "styles"):
            names.append(styles)
        return {name: self.read(name) for name in names}

    def _entry(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._entries[_key(name)]
        except KeyError as error:
            raise BadSpreadsheetError("unreadable_file") from error


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def relationships_of(part: str) -> str:
    """Name of the part that says what `part` refers to; that of the package for none."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@contextmanager
def packed(parts: Mapping[str, Part]) -> Iterator[str | BinaryIO]:
    """Put the parts into an archive, not compressed, as its reader unpacks it at once.

    Linux has files in memory, which calamine reads without the copies that it makes of a stream.
    Without Landlock not even these can be opened by their path.
    """
    is_linux = sys.platform == "linux"
    with os.fdopen(os.memfd_create("workbook"), "w+b") if is_linux else BytesIO() as stream:
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in parts.items():
                with archive.open(name, "w") as target:
                    for piece in [content] if isinstance(content, bytes) else content:
                        target.write(piece)
        stream.seek(0)
        path = f"/proc/self/fd/{stream.fileno()}" if is_linux else ""
        yield path if os.access(path, os.R_OK) else stream
