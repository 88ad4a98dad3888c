"""Commands against a real stack: Ctrl-C, a full device, an encoding without accents."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.system.conftest import Stack, cli, wait_for

HEADER = "modelo,placa,ano,valor_fipe\n"
FULL = "✗ Não foi possível escrever na saída: o disco está cheio."
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "ônibus.csv"
    file.write_text(f"{HEADER}Fiat Uno,ZZZ9Z99,2020,45000.00\n")
    return file


def test_an_import_goes_on_after_ctrl_c_in_another_command(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "interrompida.csv"
    file.write_text(HEADER + "Fiat Uno,ZZZ9Z99,2020,45000.00\n" * 200_000)
    arguments = ["import", str(file), "--dry-run", "--data-dir", str(stack.data_dir)]
    with subprocess.Popen([*cli(), *arguments], stderr=subprocess.PIPE, text=True) as process:
        job_id = wait_for(lambda: _of(stack, file.name), "the import")
        stack.processing(job_id)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert f"A importação {job_id} continua." in errors
    assert stack.finished(job_id)["status"] == "completed"


def _of(stack: Stack, filename: str) -> str | None:
    found = stack.http.get("/imports").json()["items"]
    return next((each["id"] for each in found if each["filename"] == filename), None)


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_a_result_into_a_full_device_is_a_sentence(
    stack: Stack, file: Path, form: list[str]
) -> None:
    arguments = ["import", str(file), "--dry-run", *form, "--data-dir", str(stack.data_dir)]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [*cli(), *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == FULL


def test_a_name_that_the_encoding_lacks_is_imported(file: Path, tmp_path: Path) -> None:
    arguments = ["import", str(file), "--json", "--data-dir", str(tmp_path / "dados")]
    result = subprocess.run(
        [*cli(), *arguments], capture_output=True, env=os.environ | ASCII, check=False
    )

    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["filename"] == file.name


def test_up_that_cannot_say_where_it_is_ends(tmp_path: Path) -> None:
    arguments = ["up", "--data-dir", str(tmp_path / "dados")]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [*cli(), *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert (result.returncode, result.stderr) == (1, f"{FULL}\n")
    assert not (tmp_path / "dados" / "stack.json").exists()
