"""Sentences of the API as pages say them: by their own labels, not names of fields."""

from collections.abc import Mapping
from typing import Any

from api.console.rendering import Page
from api.presenters.imports import present_import, present_rejected
from api.schemas.imports import Import
from api.schemas.rejected import RejectedItem
from vehicle_pipeline.adapters.imports.queries import ImportDetail
from vehicle_pipeline.contracts import RejectedRow
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.domain.upload_options import READING
from vehicle_pipeline.spreadsheets.rejected.error_table import fault_sentence

# Parameters that hold names of our fields, separated by commas.
_LISTS = ("field", "fields", "missing", "expected")


def said(page: Page, code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence for a code with labels of the page in place of names of fields."""
    shown = {name: _listed(page, name, value) for name, value in params.items()}
    sentence = page.text(code, **shown)
    for option, label in _labels(page).items():
        # As in `(header_row)` and `(encoding=cp850 ou encoding=mac_roman)`.
        sentence = sentence.replace(f"({option})", f"({label})")
        sentence = sentence.replace(f"({option}=", f"({label}: ")
        sentence = sentence.replace(f" ou {option}=", " ou ").replace(f" or {option}=", " or ")
    return sentence


def fault_said(page: Page, fault: RejectedRow) -> str:
    """Return the sentence for what is wrong with a row."""
    named = fault.model_copy(update={"field": _named(page, fault.field)})
    return fault_sentence(named, page.reader.language)


def present_fault(page: Page, fault: RejectedRow) -> RejectedItem:
    """Return what is wrong with a row, as the API shows it, with the sentence of pages."""
    item = present_rejected(fault, page.reader.language)
    return item.model_copy(update={"message": fault_said(page, fault)})


def present_said(page: Page, detail: ImportDetail, dagster_url: str) -> Import:
    """Return an import as the API shows it, with the sentence of pages for why it failed."""
    shown, record = present_import(detail, page.reader.language, dagster_url), detail.record
    if not record.error_code:
        return shown
    error = said(page, record.error_code, record.error_params)
    return shown.model_copy(update={"error": error})


def label(page: Page, control: str) -> str:
    """Return what the page calls a choice about reading."""
    return page.text("ui_send_columns" if control == "mapping" else f"ui_send_{control}")


def _labels(page: Page) -> dict[str, str]:
    return {name: label(page, name) for name in (*READING, "mapping")}


def _listed(page: Page, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name == "near":
        for field in FIELDS:
            value = value.replace(f"({field})", f"({page.text(f'ui_field_{field}')})")
        return value
    if name not in _LISTS:
        return value
    names = value.split(", ")
    return ", ".join(_named(page, each) for each in names)


def _named(page: Page, name: str) -> str:
    if name in FIELDS:
        return page.text(f"ui_field_{name}")
    return label(page, name) if name in (*READING, "mapping") else name
