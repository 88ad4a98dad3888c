from pathlib import Path

import pytest

from tests.spreadsheets.importing import imported
from vehicle_pipeline.domain.messages import sentence

HEADER = "modelo;placa;ano;valor_fipe\n"


@pytest.mark.parametrize("escape", ["&atilde;", "&#227;", "&amp;"])
def test_an_escape_that_cuts_a_cell_is_told(escape: str, tmp_path: Path) -> None:
    content = HEADER + f"Caminh{escape}o;ABC1D23;2020;1\nGol;ABC1D24;2020;1\n"
    (row,) = imported(tmp_path, content.encode()).rejected
    assert [fault.params for fault in row.faults] == [{"reason": "split_escape"}]
    told = {"reason": "split_escape", "value": row.malformed}
    for language in ("pt", "en"):
        assert escape in sentence("malformed_row", told, language)  # type: ignore[arg-type]


@pytest.mark.parametrize("record", ["Gol & Cia;ABC1D23;2020;1;x", "A&B;ABC1D23", "Gol;1;2;3;&;x"])
def test_other_malformed_rows_are_not(record: str, tmp_path: Path) -> None:
    (row,) = imported(tmp_path, f"{HEADER}{record}\nGol;ABC1D24;2020;1\n".encode()).rejected
    assert "reason" not in row.faults[0].params


def test_a_quoted_cell_is_whole(tmp_path: Path) -> None:
    content = f'{HEADER}"Caminh&atilde;o";ABC1D23;2020;1\n'
    assert imported(tmp_path, content.encode()).accepted["modelo"].to_list() == ["Caminhão"]
