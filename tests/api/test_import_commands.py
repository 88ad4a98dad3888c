"""`vehicle-pipeline errors`, `cancel`, `reimport`, `vehicles` and `template`."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import openpyxl
import pytest

from tests.api.commands import Command, words
from tests.api.uploading import upload
from tests.api.world import World
from tests.system.conftest import wait_for
from vehicle_pipeline.local.layout import DataDir

pytestmark = pytest.mark.usefixtures("data_dir")


@pytest.fixture
def with_errors(world: World) -> UUID:
    """A completed import with six rejected rows, five of them for their plates."""
    job_id = world.add_import(status="completed", total_rows=6, rejected_rows=6, error_rows=6)
    for row in range(2, 7):
        world.add_rejected(job_id, row, code="invalid_plate", value=f"XYZ{row}\x1b[31m")
    world.add_rejected(job_id, 9, code="invalid_year", field="ano", value="32000")
    return job_id


def test_errors_are_shown_by_reason_with_the_first_rows(
    command: Command, with_errors: UUID
) -> None:
    result = command("errors", str(with_errors))

    assert result.exit_code == 0
    shown = words(result)
    assert "A placa não tem a forma ABC1234 nem ABC1D23: 5" in shown
    assert "Linha 2: Placa 'XYZ2\\x1b[31m' inválida" in shown
    assert "Linha 4:" in shown
    assert "Linha 5:" not in shown
    assert "O ano do modelo não é um ano que se possa aceitar: 1 Linha 9:" in shown
    assert f"vehicle-pipeline errors {with_errors} --out erros.xlsx" in shown


def test_errors_as_json_have_counts_by_reason(command: Command, with_errors: UUID) -> None:
    found = json.loads(command("errors", str(with_errors), "--json").stdout)
    assert {code: page["total"] for code, page in found.items()} == {
        "invalid_plate": 5,
        "invalid_year": 1,
    }


def test_an_import_without_errors_says_so(command: Command, world: World) -> None:
    result = command("errors", str(world.add_import(status="completed", total_rows=0)))
    assert (result.exit_code, words(result)) == (0, "Nenhuma linha rejeitada.")


def test_errors_show_what_a_cell_may_have_meant(command: Command, world: World) -> None:
    job_id = world.add_import(status="completed", total_rows=1, rejected_rows=1, error_rows=1)
    world.add_rejected(job_id, 2, value="ABC1D2O", suggestion="ABC1D20")
    assert "(sugestão: ABC1D20)" in words(command("errors", str(job_id)))


def test_without_rejected_rows_no_file_is_made(
    command: Command, world: World, tmp_path: Path
) -> None:
    job_id = world.add_import(status="completed", total_rows=0)
    result = command("errors", str(job_id), "--out", str(tmp_path / "erros.csv"))
    assert result.exit_code == 0
    assert words(result).startswith("Nenhuma linha rejeitada.")
    assert not list(tmp_path.glob("erros*"))


@pytest.mark.parametrize("suffix", [".xlsx", ".CSV"])
def test_rejected_rows_are_saved_once(
    command: Command, with_errors: UUID, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"erros{suffix}"
    result = command("errors", str(with_errors), "--out", str(out))
    assert result.exit_code == 0, result.output
    content = out.read_bytes()
    if suffix == ".xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert sheet.max_row == 7
    else:
        assert b"linha_original" in content

    again = command("errors", str(with_errors), "--out", str(out))
    assert again.exit_code == 2
    assert "já existe" in words(again)
    assert out.read_bytes() == content


def test_what_the_api_refuses_is_a_sentence_and_leaves_no_file(
    command: Command, world: World, tmp_path: Path
) -> None:
    out = tmp_path / "erros.xlsx"
    unfinished = command("errors", str(world.add_import()), "--out", str(out))
    assert (unfinished.exit_code, out.exists()) == (1, False)
    assert "✗" in words(unfinished)
    unknown = command("errors", str(uuid4()))
    assert unknown.exit_code == 1
    assert "✗" in words(unknown)


@pytest.mark.parametrize("name", ["erros.pdf", "erros", ""])
def test_a_name_of_another_kind_is_refused(command: Command, name: str) -> None:
    result = command("errors", str(uuid4()), "--out", name)
    assert result.exit_code == 2
    assert ".xlsx ou .csv" in words(result)


def test_an_import_is_cancelled_and_goes_on(
    command: Command, api: httpx.Client, world: World
) -> None:
    job_id = upload(api).json()["job_id"]
    cancelled = command("cancel", job_id)
    assert (cancelled.exit_code, world.all("select status from import_jobs")) == (
        0,
        [("cancelled",)],
    )
    assert f"Importação {job_id} cancelada" in words(cancelled)

    again = command("reimport", job_id)
    assert (again.exit_code, world.all("select status from import_jobs")) == (0, [("pending",)])
    assert f"continua: importação {job_id}" in words(again)
    assert command("reimport", job_id).exit_code == 1  # under way


def test_vehicles_are_listed(command: Command, world: World) -> None:
    assert words(command("vehicles")) == "Nenhum veículo encontrado."
    world.add_vehicle("ABC1C34", modelo="Gol [bold]\x1b[31m")
    world.add_vehicle("XYZ1A00")
    shown = words(command("vehicles", "--limit", "1"))
    assert "Gol [bold]\\x1b[31m" in shown
    assert "1 de 2" in shown
    found = json.loads(command("vehicles", "--placa", "ABC1234", "--json").stdout)
    assert [item["placa_mercosul"] for item in found["items"]] == ["ABC1C34"]
    dear = command("vehicles", "--valor-fipe-min", "99999999", "--json")
    assert json.loads(dear.stdout)["total"] == 0
    refused = command("vehicles", "--ano-min", "mil")
    assert refused.exit_code == 2
    assert "use um número inteiro" in words(refused)


def test_vehicles_are_saved_once_as_they_were_asked_for(
    command: Command, world: World, tmp_path: Path
) -> None:
    world.add_vehicle("ABC1C34", modelo="Gol", ano=2010)
    world.add_vehicle("XYZ1A00", modelo="Uno", ano=2020)
    out = tmp_path / "frota.CSV"
    saved = command("vehicles", "--ano-min", "2015", "--out", str(out), "--dialect", "pt-br")
    assert (saved.exit_code, words(saved)) == (0, f"Veículos gravados em {out}.")
    assert out.read_bytes() == (
        b'\xef\xbb\xbfmodelo;placa;ano;valor_fipe;protegido\n"Uno";XYZ1A00;2020;45000,00;\n'
    )
    again = command("vehicles", "--out", str(out))
    assert (again.exit_code, "já existe" in words(again)) == (2, True)
    for name, begin in (("frota.xlsx", b"PK"), ("frota.parquet", b"PAR1")):
        assert command("vehicles", "--out", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(begin)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--out", "frota.pdf"], ".csv ou .xlsx ou .parquet"),
        (["--dialect", "pt-br"], "indique-o com --out ARQUIVO.csv"),
        (["--out", "frota.xlsx", "--dialect", "plain"], "--dialect é só de arquivos .csv"),
        (["--out", "frota.csv", "--dialect", "excel"], "use plain ou pt-br"),
        (["--out", "frota.csv", "--limit", "5"], "não cabe com --skip, --limit ou --json"),
        (["--out", "frota.csv", "--json"], "não cabe com --skip, --limit ou --json"),
    ],
)
def test_options_of_a_file_that_do_not_go_together_are_refused(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    reason: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = command("vehicles", *options)
    assert refused.exit_code == 2
    assert reason in words(refused)
    assert not list(tmp_path.glob("frota*"))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--placa", "ABC"], "--placa: Use uma placa inteira, antiga (ABC1234)"),
        (["--ano-min", "2030", "--ano-max", "2000"], "--ano-min"),
    ],
)
def test_a_refused_question_says_what_would_be_right(
    command: Command, options: list[str], reason: str
) -> None:
    refused = command("vehicles", *options)
    assert refused.exit_code == 1
    assert reason in words(refused)


def test_a_name_that_the_encoding_lacks_is_imported(
    data_dir: DataDir, api: httpx.Client, tmp_path: Path
) -> None:
    file = tmp_path / "ônibus.csv"
    file.write_text("modelo,placa,ano,valor_fipe\nFiat Uno,ZZZ9Z99,2020,45000.00\n")
    command = [sys.executable, "-m", "vehicle_pipeline", "import", str(file), "--json"]
    command += ["--data-dir", str(data_dir.root)]
    ascii_only = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ascii_only) as process:
        (found,) = wait_for(
            lambda: api.get("/api/v1/imports").json()["items"] or None, "the import"
        )
        api.post(f"/api/v1/imports/{found['id']}/cancel")
        output, _ = process.communicate(timeout=60)

    assert (found["filename"], json.loads(output)["filename"]) == (file.name, file.name)
    assert process.returncode == 1  # cancelled
