import pytest

from tests.adapters.imports import DIALECT
from tests.defs.pipeline import Pipeline
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.defs import markdown

# Dagster itself calls what it deprecates where a resource holds another one.
pytestmark = pytest.mark.filterwarnings("ignore:InitResourceContext.dagster_run")


def test_a_table_keeps_what_people_wrote_in_its_cell() -> None:
    assert markdown.table([{"a": 1, "b": "x|y\nz"}]) == "| a | b |\n| --- | --- |\n| 1 | x\\|y z |"
    assert markdown.table([]) == "—"


@pytest.mark.parametrize(("delimiter", "shown"), [("\t", "tab"), ("|", "pipe"), (";", ";")])
def test_every_delimiter_can_be_seen(delimiter: str, shown: str) -> None:
    receipt = markdown.receipt(
        DIALECT.model_copy(update={"delimiter": delimiter}), DialectOverrides()
    )
    assert f"| delimiter | {shown} | file |" in receipt.splitlines()


def test_overrides_are_heeded_and_shown_with_who_said_so(pipeline: Pipeline) -> None:
    overrides = DialectOverrides(decimal="dot", mapping={"placa": "Nr."})
    content = "modelo;Nr.;ano;valor_fipe;obs\nGol;ABC1234;2020;45.000;x\n"
    outcome = pipeline.import_(content, overrides=overrides)
    assert [str(row.valor_fipe) for row in pipeline.vehicles()] == ["45.00"]
    shown = outcome.materialized("uploads")
    lines = shown["receipt"].splitlines()
    assert "| decimal | dot | sender |" in lines
    assert "| placa | Nr. | sender |" in lines
    assert "| modelo | modelo | file |" in lines
    assert "| ignored columns | obs | file |" in lines
    assert shown["assumptions"] == "—"


def test_assumptions_are_shown_in_both_languages(pipeline: Pipeline) -> None:
    shown = pipeline.import_("modelo;placa;ano;fipe\nGol;ABC1234;2020;45.000\n").materialized(
        "uploads"
    )
    assert "45 mil" in shown["assumptions"]
    assert "45 thousand" in shown["assumptions"]
