"""Sentences of the API as the page of a preview says them: by its own labels, not field names."""

from collections.abc import Mapping
from typing import Any

from api.console.rendering import Page
from api.console.sending.choices import FIELDS
from vehicle_pipeline.domain.upload_options import READING

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
