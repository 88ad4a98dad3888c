"""Opens a workbook by its content, regardless of its name."""

import io
import zipfile
from collections.abc import Iterator
from typing import Protocol

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.archive import open_archive
from vehicle_pipeline.spreadsheets.confined import ole
from vehicle_pipeline.spreadsheets.confined.calamine_sheet import Block
from vehicle_pipeline.spreadsheets.confined.error_texts import ods_with_error_texts
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.confined.model_numbers import Showings, of_styles
from vehicle_pipeline.spreadsheets.confined.ods_cells import (
    ods_showings,
    ods_with_shown_texts,
    survey_ods,
)
from vehicle_pipeline.spreadsheets.confined.package import Package, packed
from vehicle_pipeline.spreadsheets.confined.styles import NO_STYLES
from vehicle_pipeline.spreadsheets.confined.survey import Survey
from vehicle_pipeline.spreadsheets.confined.whole_book import WholeBook
from vehicle_pipeline.spreadsheets.confined.wire import SheetInfo
from vehicle_pipeline.spreadsheets.confined.xls_formats import XlsFormats, readable
from vehicle_pipeline.spreadsheets.confined.xls_records import is_encrypted, survey_xls
from vehicle_pipeline.spreadsheets.confined.xls_records import styles_in_column as xls_styles
from vehicle_pipeline.spreadsheets.confined.xlsb_records import (
    cell_styles,
    sheet_ids,
    survey_xlsb,
)
from vehicle_pipeline.spreadsheets.confined.xlsb_records import styles_in_column as xlsb_styles
from vehicle_pipeline.spreadsheets.confined.xlsx_book import XlsxBook
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

_ZIP = b"PK"
_ODS_MANIFEST = "META-INF/manifest.xml"
_ODS_PARTS = ("mimetype", _ODS_MANIFEST, "content.xml")
_ODS_STYLES = "styles.xml"
# Stands in the manifest with each part that is encrypted.
_ODS_ENCRYPTION = b"encryption-data"
# The stream of an .xls that holds the workbook, since Excel 97 and before.
_XLS_STREAMS = ("Workbook", "Book")


class Sheet(Protocol):
    """A sheet of an open workbook."""

    def top(self, rows: int) -> Block | None:
        """Return at least the rows with a number up to `rows`; None when there are none."""

    @property
    def hidden_columns(self) -> list[range]:
        """The positions of columns that are not shown, from 0."""

    def merged(self) -> list[Merged]:
        """Return the blocks of merged cells, where they are known, once all rows were read."""

    def reading(self, head_rows: int | None) -> tuple[bool, Iterator[Block]]:
        """Return whether all rows will be read, and the rows, in their order."""


class Book(Protocol):
    """An open workbook."""

    sheets: list[SheetInfo]

    def sheet(self, name: str) -> Sheet:
        """Return a sheet."""


def open_book(data: bytes, limits: WorkbookLimits) -> Book:
    """Return the workbook that `data` holds.

    Raises BadSpreadsheetError: empty_file, unreadable_file, encrypted_workbook, not_a_workbook,
    workbook_too_large, too_many_parts.
    """
    if not data:
        raise BadSpreadsheetError("empty_file")
    if data.startswith(ole.SIGNATURE):
        return _ole(data, limits)
    return _zip(data, limits)


def _zip(data: bytes, limits: WorkbookLimits) -> Book:
    if not data.startswith(_ZIP):
        raise BadSpreadsheetError("unreadable_file")
    archive = open_archive(io.BytesIO(data), limits)
    if {"mimetype", "content.xml"} <= set(archive.namelist()):
        return _ods(archive)
    package = Package(archive)
    return _xlsb(data, package) if package.workbook.endswith(".bin") else XlsxBook(package)


def _ole(data: bytes, limits: WorkbookLimits) -> Book:
    """Return the workbook in a container: an .xls, or a package that is encrypted."""
    # Imported already, unless no barrier keeps this process from importing it now.
    from vehicle_pipeline.spreadsheets.confined import decryption

    container = ole.OleFile(data)
    if container.find("EncryptedPackage") is not None:
        described = container.find("EncryptionInfo") or b""
        return _zip(decryption.decrypted_package(data, described), limits)
    stream = container.find(*_XLS_STREAMS)
    if stream is None:
        raise BadSpreadsheetError("not_a_workbook")
    return _xls(container, decryption.decrypted_stream(stream) if is_encrypted(stream) else stream)


def _xls(container: ole.OleFile, stream: bytes) -> Book:
    formats = XlsFormats(stream)
    data = container.replaced(readable(stream, formats), *_XLS_STREAMS)
    codes = formats.styles.plain
    return WholeBook(
        io.BytesIO(data),
        lambda index: survey_xls(stream, index, formats.styles),
        lambda index, column: of_styles(codes, xls_styles(stream, index, column)),
    )


def _xlsb(data: bytes, package: Package) -> Book:
    targets = package.targets(package.workbook)
    ids = sheet_ids(package.read(package.workbook))
    styles = package.only_part(package.workbook, "styles")
    found = cell_styles(package.read(styles)) if styles else NO_STYLES

    def survey(index: int) -> Survey:
        return survey_xlsb(package.read(targets[ids[index]]), found)

    def showings(index: int, column: int) -> Showings:
        part = package.read(targets[ids[index]])
        return of_styles(found.plain, xlsb_styles(part, column))

    return WholeBook(io.BytesIO(data), survey, showings)


def _ods(archive: zipfile.ZipFile) -> Book:
    parts = {name: archive.read(name) for name in _ODS_PARTS if name in archive.namelist()}
    if _ODS_ENCRYPTION in parts.get(_ODS_MANIFEST, b""):
        raise BadSpreadsheetError("encrypted_workbook")
    content = ods_with_error_texts(parts["content.xml"])
    styles = archive.read(_ODS_STYLES) if _ODS_STYLES in archive.namelist() else b""
    parts["content.xml"] = ods_with_shown_texts(content, styles)
    with packed(parts) as source:
        shown = parts["content.xml"]
        return WholeBook(
            source,
            lambda index: survey_ods(content, index),
            lambda index, column: ods_showings(shown, index, column),
        )
