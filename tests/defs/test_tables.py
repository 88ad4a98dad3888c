import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from openpyxl import Workbook

import vehicle_pipeline
from tests.adapters.recorded import DIALECT
from tests.defs.pipeline import Pipeline
from tests.domain.test_outside_text import JOINER, links
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.defs import tables

IMAGE = "![x](/graphql?query=mutation)"
MODEL = "Gol ![x](/graphql)"
LINK = "http://127.0.0.1:3000/graphql"
SHEET = "www.evil.example @channel"


def rows(table: dg.MetadataValue[Any]) -> list[tuple[Any, ...]]:
    assert isinstance(table, dg.TableMetadataValue)
    return [tuple(record.data.values()) for record in table.records]


def test_a_table_has_a_column_per_key() -> None:
    made = tables.table(
        [{"a": 1, "b": "x|y\nz", "c": None}, {"a": 2.5, "b": Decimal("1.50"), "c": 3}]
    )
    assert isinstance(made, dg.TableMetadataValue)
    assert [column.name for column in made.schema.columns] == ["a", "b", "c"]
    assert rows(made) == [(1, "x|y z", None), (2.5, "1.50", 3)]
    assert rows(tables.table([{"day": date(2026, 7, 1)}])) == [("2026-07-01",)]
    assert tables.table([]) == dg.MetadataValue.text("—")


@pytest.mark.parametrize(("delimiter", "shown"), [("\t", "tab"), ("|", "pipe"), (";", ";")])
def test_every_delimiter_can_be_seen(delimiter: str, shown: str) -> None:
    receipt = tables.receipt(
        DIALECT.model_copy(update={"delimiter": delimiter}), DialectOverrides()
    )
    assert ("delimiter", shown, "file") in rows(receipt)


def test_overrides_are_heeded_and_shown_with_who_said_so(pipeline: Pipeline) -> None:
    overrides = DialectOverrides(decimal="dot", mapping={"placa": "Nr."})
    content = "modelo;Nr.;ano;valor_fipe;obs\nGol;ABC1234;2020;4500.5;x\n"
    outcome = pipeline.import_(content, overrides=overrides)
    assert [str(row.valor_fipe) for row in pipeline.vehicles()] == ["4500.50"]
    shown = outcome.metadata("uploads")
    assert {
        ("decimal", "dot", "sender"),
        ("placa", "Nr.", "sender"),
        ("modelo", "modelo", "file"),
        ("ignored columns", "obs", "file"),
    } <= set(rows(shown["receipt"]))
    assert shown["assumptions"] == dg.MetadataValue.text("—")


def test_assumptions_are_shown_in_both_languages(pipeline: Pipeline) -> None:
    shown = pipeline.import_("modelo;placa;ano;fipe\nGol;ABC1234;2020;45.000\n").metadata("uploads")
    ((portuguese, english),) = rows(shown["assumptions"])
    assert "45 mil" in portuguese
    assert "45 thousand" in english


# --- what a stranger wrote ----------------------------------------------------------------------


def test_nothing_is_shown_as_markdown() -> None:
    """The UI's renderer of it loads images, and the checks below see only some imports."""
    sources = Path(vehicle_pipeline.__file__).parent.rglob("*.py")
    code = "\n".join(path.read_text() for path in sources)
    assert "MarkdownMetadataValue" not in code
    assert code.count("MetadataValue.md") == code.count("(`MetadataValue.md`") == 1


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_a_spreadsheet_holds_is_shown_as_inert_text(pipeline: Pipeline, dry_run: bool) -> None:
    outcome = pipeline.import_(
        hostile_workbook(),
        "![x].xlsx",
        dry_run=dry_run,
        overrides=DialectOverrides(mapping={"placa": f"Placa {IMAGE}"}),
    )
    assert outcome.success
    shown = list(texts(outcome.events))
    told = "\n".join(shown).replace(JOINER, "")
    assert all(text in told for text in (SHEET, LINK, f"obs {IMAGE}", f"Placa {IMAGE}"))
    assert dry_run or MODEL in told
    assert [links(text) for text in shown if "/api/v1/imports/" not in text if links(text)] == []


def test_why_a_file_was_refused_is_inert_text(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(
        "modelo;placa;ano;fipe\n", overrides=DialectOverrides(mapping={"placa": f"{IMAGE} {LINK}"})
    )
    (failure,) = (
        event.step_failure_data.user_failure_data
        for event in outcome.events
        if event.event_type is dg.DagsterEventType.STEP_FAILURE
    )
    assert failure is not None
    assert f"{IMAGE} {LINK}" in (failure.description or "").replace(JOINER, "")
    assert links(failure.description or "") == []


def hostile_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    # Excel forbids some signs in a sheet's name, but not these.
    sheet.title = SHEET
    sheet.append(["modelo", f"Placa {IMAGE}", "ano", "fipe", f"obs {IMAGE}", LINK])
    sheet.append([MODEL, "ABC1D34", 2020, 1000, "x", "y"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def texts(events: Any) -> Iterator[str]:
    """Every text of a run's events that the UI shows, and not as a document to be opened."""
    for event in events:
        if event.is_step_materialization:
            made = event.step_materialization_data.materialization
        elif event.is_asset_observation:
            made = event.asset_observation_data.asset_observation
        else:
            continue
        # The UI renders it as Markdown.
        assert made.description is None
        for value in made.metadata.values():
            if isinstance(value, dg.TextMetadataValue):
                yield value.value
            elif isinstance(value, dg.TableMetadataValue):
                yield from (str(cell) for record in value.records for cell in record.data.values())
