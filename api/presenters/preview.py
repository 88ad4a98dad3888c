"""From what a preview found to what the API answers with, in the reader's language."""

from api.language import say
from api.presenters.imports import present_dialect, present_rejected
from api.schemas.preview import FaultCount, Faults, Note, Preview, Row, Values
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.domain.outside_text import shortened
from vehicle_pipeline.domain.rejections import SHOWN_CHARACTERS
from vehicle_pipeline.spreadsheets import preview as found
from vehicle_pipeline.spreadsheets.judged_rows import JudgedRow, TypedRow


def present_preview(filename: str, size: int, seen: found.Preview, language: Language) -> Preview:
    """Return a preview of a file of `size` bytes with its sentences."""
    dialect = present_dialect(seen.dialect, language)
    assumed = [Note(code=each.code, message=each.message) for each in dialect.assumptions]
    refusal = seen.refusal
    return Preview(
        filename=filename,
        file_size=size,
        error=refusal and _note(refusal.code, refusal.params, language),
        dialect=dialect,
        sheets=seen.sheets,
        is_whole=seen.total_rows is not None,
        total_rows=seen.total_rows,
        rows=[_row(row, language) for row in seen.rows],
        faults=_faults(seen),
        problems=[*assumed, *_problems(seen, language)],
    )


def _row(row: JudgedRow, language: Language) -> Row:
    values = row.values
    return Row(
        row_number=row.row_number,
        cells=[_shown(cell) for cell in row.cells],
        raw=_shown(row.raw),
        values=values and _values(values),
        faults=[present_rejected(fault, language) for fault in row.faults],
    )


def _values(row: TypedRow) -> Values:
    plain = row.model_dump(exclude={"plate", "modelo", "placa"})
    written = {"modelo": _shown(row.modelo), "placa": _shown(row.placa)}
    return Values(**plain, **written, placa_mercosul=row.plate)


def _shown(text: str | None) -> str | None:
    """Return a text that ends in an ellipsis where it is too long to be looked at."""
    return text and shortened(text, SHOWN_CHARACTERS)


def _faults(seen: found.Preview) -> Faults:
    judgement = seen.judgement
    return Faults(
        judged_rows=judgement.records,
        is_whole=judgement.records == seen.total_rows,
        rejected_rows=judgement.rejected,
        duplicate_rows=judgement.duplicate,
        by_code=[FaultCount(code=code, count=count) for code, count in judgement.codes.items()],
    )


def _problems(seen: found.Preview, language: Language) -> list[Note]:
    """Notes about the counts and the rows that they are of."""
    judgement = seen.judgement
    counts = judgement.model_dump(include={"records", "rejected", "duplicate"})
    codes = []
    if judgement.records and seen.total_rows is None:
        codes.append("preview_of_head")
    elif judgement.records != (seen.total_rows or 0):
        codes.append("preview_of_part")
    if judgement.rejected:
        codes.append("preview_rejected")
    if judgement.duplicate:
        codes.append("preview_duplicate")
    return [_note(code, counts, language) for code in codes]


def _note(code: str, params: dict[str, object], language: Language) -> Note:
    return Note(code=code, message=say(code, params, language))
