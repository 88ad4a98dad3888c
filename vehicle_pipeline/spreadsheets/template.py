"""The template workbook: our columns with input validation, and a sheet of instructions."""

from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.domain.schema import FIRST_YEAR, MODELO_MAX_CHARACTERS
from vehicle_pipeline.spreadsheets.sheet_look import row_height

_SHEET, _GUIDE = "Veículos", "Instruções"
# The last row that a sheet can have, counted from 0.
_LAST_ROW = 1_048_575
_HEADER_COLOR = "#1F4E78"
# Column widths in characters.
_WIDTHS = {"modelo": 40, "placa": 14, "ano": 12, "valor_fipe": 18}
_GUIDE_WIDTHS = (14, 70, 70)
# Number formats. As text (@), a plate such as MAR-2020 does not become a date.
_SHOWN = {"modelo": "@", "placa": "@", "ano": "0", "valor_fipe": "#,##0.00"}
_COMPACT = 'SUBSTITUTE(SUBSTITUTE(B2,"-","")," ","")'
# LLLNxNN. The formula must not exceed 255 characters, so it is not as strict as the import.
_PLATE = (
    f"=AND(LEN({_COMPACT})=7,ISERROR(--LEFT({_COMPACT},1)),"
    f"ISNUMBER(--MID({_COMPACT},4,1)),ISNUMBER(--RIGHT({_COMPACT},2)))"
)
_NOTES = ("template_columns", "template_rows", "template_errors")
# A fixed date, so that the file is always the same.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - the format has no time zone


def template(current_year: int) -> bytes:
    """Return the workbook, the same bytes for the same year."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": _SHEET, "created": _CREATED})
    _add_vehicles(book, current_year)
    _add_guide(book, current_year)
    book.close()
    return stream.getvalue()


def _add_vehicles(book: Workbook, current_year: int) -> None:
    sheet = book.add_worksheet(_SHEET)
    header = book.add_format({"bold": True, "font_color": "white", "bg_color": _HEADER_COLOR})
    for column, field in enumerate(FIELDS):
        shown = book.add_format({"num_format": _SHOWN[field]})
        sheet.set_column(column, column, _WIDTHS[field], shown)
        sheet.write_string(0, column, field, header)
        hint, _ = _hint(field, current_year)
        prompt = {"input_title": field, "input_message": hint}
        refusal = {"error_title": field, "error_message": hint}
        rule = {**_rules(current_year)[field], **prompt, **refusal}
        sheet.data_validation(1, column, _LAST_ROW, column, rule)
    sheet.freeze_panes(1, 0)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _rules(current_year: int) -> dict[str, dict[str, Any]]:
    """Return the validation of each field; only a warning where the import accepts more."""
    return {
        "modelo": {"validate": "length", "criteria": "<=", "value": MODELO_MAX_CHARACTERS},
        "placa": {"validate": "custom", "value": _PLATE, "error_type": "warning"},
        "ano": {
            "validate": "integer",
            "criteria": "between",
            "minimum": FIRST_YEAR,
            "maximum": current_year + 1,
            "error_type": "warning",
        },
        "valor_fipe": {"validate": "decimal", "criteria": ">", "value": 0},
    }


def _hint(field: str, current_year: int) -> tuple[str, str]:
    """Return how to fill in a field, in Portuguese and in English."""
    params = {"limit": MODELO_MAX_CHARACTERS, "first": FIRST_YEAR, "last": current_year + 1}
    return _both(f"template_{field}", **params)


def _both(code: str, **params: object) -> tuple[str, str]:
    return sentence(code, params, "pt"), sentence(code, params, "en")


def _add_guide(book: Workbook, current_year: int) -> None:
    """Add the instructions, one field per row, so that the import finds no header there."""
    sheet = book.add_worksheet(_GUIDE)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    for column, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    lines = [("", *_both("template_title"))]
    lines += [(field, *_hint(field, current_year)) for field in FIELDS]
    lines += [("", *_both(code)) for code in _NOTES]
    for row, (name, pt, en) in enumerate(lines):
        sheet.set_row(row, row_height(zip((name, pt, en), _GUIDE_WIDTHS, strict=True)))
        text = wrapped if row else bold
        for column, (value, shown) in enumerate(((name, bold), (pt, text), (en, text))):
            sheet.write_string(row, column, value, shown)
