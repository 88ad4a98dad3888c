"""Notes about a header: what of it was not read as it was written, or not at all."""

from collections.abc import Collection, Iterator, Sequence

from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.spreadsheets.headers.header_texts import letters, listed, texts


def restored_headers(columns: Sequence[str], written: Sequence[str]) -> Iterator[Assumption]:
    """Yield the note about header texts that were `written` with garbled letters."""
    pairs = zip(columns, texts(written), strict=True)
    if restored := [text for text, before in pairs if text != before]:
        yield Assumption(code="restored_headers", params={"columns": listed(restored)})


def unnamed_columns(
    columns: Sequence[str], below: Sequence[Sequence[str]], ours: Collection[int]
) -> Iterator[Assumption]:
    """Yield the note about columns without a name that hold something, as far as `below` shows.

    `ours`: positions of those that the sender has mapped, which are read.
    """
    filled = {at for row in below for at, text in enumerate(row) if text.strip()} - {*ours}
    unnamed = [letters(at) for at, text in enumerate(columns) if not text and at in filled]
    if unnamed:
        yield Assumption(code="unnamed_columns", params={"columns": listed(unnamed)})
