"""Workbooks of the .xlsx kind, read in pieces."""

from collections.abc import Iterator
from functools import cache
from itertools import chain

from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.confined.calamine_sheet import (
    Block,
    block_of,
    load_sheet,
    open_workbook,
    sheet_infos,
)
from vehicle_pipeline.spreadsheets.confined.completeness import check_rows
from vehicle_pipeline.spreadsheets.confined.error_texts import with_error_texts
from vehicle_pipeline.spreadsheets.confined.in_order import in_order
from vehicle_pipeline.spreadsheets.confined.merged_cells import Merged
from vehicle_pipeline.spreadsheets.confined.model_numbers import of_styles, styles_in_column
from vehicle_pipeline.spreadsheets.confined.package import Package, Part, packed
from vehicle_pipeline.spreadsheets.confined.rows_xml import Piece, RowsXml
from vehicle_pipeline.spreadsheets.confined.shared_strings import SharedStrings
from vehicle_pipeline.spreadsheets.confined.shown_cells import cell_styles, rewriting
from vehicle_pipeline.spreadsheets.confined.styles import NO_STYLES
from vehicle_pipeline.spreadsheets.confined.xml_tags import opening_tags

# A sheet is cut into this many pieces: two are parsed at a time (calamine runs outside Python's
# lock), and the next two while their cells are made columns. More of them cost: each piece has all
# shared texts parsed anew.
_PIECES = 2
# But no piece is smaller or larger than this, in bytes of XML: what is worth a piece, and what
# there is memory for. With more shared texts than the last figure it is enough for one thread only.
_SMALL_PIECE_BYTES = 2_000_000
_LARGE_PIECE_BYTES = 48_000_000
_LARGE_TEXTS_BYTES = 100_000_000
# A sheet up to this size, in bytes of XML, is read whole in about a tenth of a second.
_SMALL_SHEET_BYTES = 6_000_000


class XlsxBook:
    """The parts that every sheet needs, and where each sheet is."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.texts = SharedStrings(package, package.only_part(package.workbook, "sharedStrings"))
        self._frame = package.frame()
        with packed(self._frame) as frame:
            self.sheets = sheet_infos(open_workbook(frame))
        targets = package.targets(package.workbook)
        tags = opening_tags(self._frame[package.workbook])
        self._parts = {
            attributes.get("name"): targets.get(attributes.get("id", ""))
            for tag, attributes in tags
            if tag == "sheet"
        }
        settings = {(tag, *setting) for tag, attributes in tags for setting in attributes.items()}
        styles = package.only_part(package.workbook, "styles")
        found = cell_styles(self._frame[styles]) if styles else NO_STYLES
        self._formats = found.plain
        self._rewrite = rewriting(
            found,
            is_1904=_is_set(settings, "workbookPr", "date1904"),
            is_uncalculated=_is_set(settings, "calcPr", "fullCalcOnLoad"),
        )

    def sheet(self, name: str) -> "XlsxSheet":
        """Return a sheet, of which nothing was read yet."""
        if part := self._parts.get(name):
            return XlsxSheet(self, name, part)
        raise BadSpreadsheetError("unreadable_file")

    def load(self, sheet: "XlsxSheet", piece: Piece, texts: bytes) -> Block | None:
        """Parse a piece of a sheet."""
        rows = self._rewrite(with_error_texts(piece.rows), texts)
        xml = [piece.opening, rows, piece.closing]
        parts: dict[str, Part] = {**self._frame, sheet.part: xml}
        if self.texts.part:
            parts[self.texts.part] = texts
        with packed(parts) as path_or_stream:
            loaded = load_sheet(open_workbook(path_or_stream), sheet.name)
        block = block_of(loaded)
        check_rows(piece, block)
        return block and block._replace(
            hidden=piece.hidden,
            showings=cache(
                lambda column: of_styles(self._formats, styles_in_column(piece.rows, column))
            ),
        )


def _is_set(settings: set[tuple[str, str, str]], tag: str, name: str) -> bool:
    return not settings.isdisjoint({(tag, name, "1"), (tag, name, "true")})


class XlsxSheet:
    """A sheet, read from its top: a few rows first, then, if it is the right one, the others."""

    def __init__(self, book: XlsxBook, name: str, part: str) -> None:
        self.name = name
        self.part = part
        self._book = book
        self._xml = RowsXml(book.package.open(part))
        self._top: Block | None = None

    def top(self, rows: int) -> Block | None:
        """Return the first rows, about `rows` of them."""
        block = self._load_next(rows)
        self._top = block and block._replace(rows=list(block.rows))
        return self._top

    @property
    def hidden_columns(self) -> list[range]:
        """The positions of columns that are not shown."""
        return self._xml.hidden_columns

    def merged(self) -> list[Merged]:
        """Return the blocks of merged cells, once all rows were read."""
        return self._xml.merged()

    def reading(self, head_rows: int | None) -> tuple[bool, Iterator[Block]]:
        """Return whether all rows will be read, and the rows: the top again, then the others.

        A large sheet gives no more than `head_rows` rows below its top.
        """
        is_small = self._book.package.size(self.part) <= _SMALL_SHEET_BYTES
        if head_rows is None or is_small:
            return True, self._blocks(self._load_rest())
        head = self._load_next(head_rows)
        return self._xml.is_done, self._blocks(iter([head]))

    def _blocks(self, others: Iterator[Block | None]) -> Iterator[Block]:
        return (block for block in chain([self._top], others) if block)

    def _load_next(self, rows: int) -> Block | None:
        piece = self._xml.next_rows(rows)
        return piece and self._book.load(self, piece, self._book.texts.needed_by(piece.rows))

    def _load_rest(self) -> Iterator[Block | None]:
        texts = self._book.texts
        even = self._book.package.size(self.part) // _PIECES
        size = min(max(even, _SMALL_PIECE_BYTES), _LARGE_PIECE_BYTES)
        threads = 1 if texts.size > _LARGE_TEXTS_BYTES else 2
        whole = texts.whole
        return in_order(
            lambda: self._xml.next_bytes(size),
            lambda piece: self._book.load(self, piece, whole),
            threads,
        )
