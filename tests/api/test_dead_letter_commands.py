"""`vehicle-pipeline dead-letters` against a real API."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner

from tests.api.commands import Command, words
from tests.api.world import World
from vehicle_pipeline.cli import app
from vehicle_pipeline.local.layout import DataDir


@pytest.fixture
def command(command: Command) -> Command:
    return partial(command, "dead-letters")


def test_an_empty_list_is_a_sentence(command: Command) -> None:
    result = command("list")
    assert (result.exit_code, words(result)) == (0, "Nenhuma mensagem morta.")
    assert words(command("list", "--redriven")) == "Nenhuma mensagem reenviada."


def test_the_list_shows_ids_files_and_reasons(command: Command, world: World) -> None:
    job_id = world.add_import(status="failed", filename="frota.csv")
    ids = [world.add_dead_letter(job_id=job_id), world.add_dead_letter("\x1b[31mnot ours")]
    result = command("list")
    assert result.exit_code == 0
    for text in (*map(str, ids), "frota.csv", "não terminou (tentativas: 5)", "não é desta"):
        assert text in words(result)
    assert "1 de 2" in words(command("list", "--limit", "1"))
    assert words(command("list", "--skip", "9")) == "Não há mais mensagens."


def test_the_list_as_json_is_the_api_s_page(
    command: Command, world: World, api: httpx.Client
) -> None:
    world.add_dead_letter("x" * 500 + "[não] ours")
    result = command("list", "--json")
    assert json.loads(result.stdout) == api.get("/api/v1/admin/dead-letters").json()


def test_a_letter_is_shown_whole_and_obeyed_by_no_terminal(command: Command, world: World) -> None:
    letter_id = world.add_dead_letter("x" * 5_000 + "\x1b]0;title\x07 [bold]end")
    result = command("show", str(letter_id))
    assert result.exit_code == 0
    assert "x" * 5_000 + "\\x1b]0;title\\x07 [bold]end" in result.stdout
    assert str(letter_id) in result.stdout
    assert "A mensagem não é desta aplicação" in words(result)


def test_a_letter_of_an_import_says_what_became_of_it(command: Command, world: World) -> None:
    job_id = world.add_import(status="failed", filename="frota.csv")
    letter_id = world.add_dead_letter(job_id=job_id)
    assert f"{job_id} (frota.csv, falhou)" in words(command("show", str(letter_id)))


def test_one_letter_is_redriven(command: Command, world: World) -> None:
    job_id = world.add_import(status="failed")
    letter_id = world.add_dead_letter(job_id=job_id)
    result = command("redrive", str(letter_id))
    assert result.exit_code == 0
    assert words(result) == "✓ A importação foi retomada e continua de onde estava"
    assert world.all("select status from import_jobs") == [("pending",)]
    assert str(letter_id) in words(command("list", "--redriven"))


def test_all_letters_are_redriven(command: Command, world: World) -> None:
    assert words(command("redrive", "--all")) == "Nenhuma mensagem morta."
    world.add_dead_letter(job_id=world.add_import(status="failed"))
    world.add_dead_letter(job_id=world.add_import(status="cancelled"))
    result = command("redrive", "--all")
    assert (result.exit_code, words(result)) == (0, "✓ Mensagens reenviadas: 2")


def test_letters_that_could_not_be_redriven_are_named(command: Command, world: World) -> None:
    orphan = world.add_dead_letter(job_id=uuid4())
    result = command("redrive", "--all")
    assert result.exit_code == 1
    assert f"✗ {orphan}: A importação desta mensagem não existe mais" in words(result)
    result = command("redrive", str(orphan))
    assert result.exit_code == 1
    assert "só resta descartá-la" in words(result)


def test_a_dismissed_letter_is_gone(command: Command, world: World) -> None:
    letter_id = world.add_dead_letter()
    result = command("dismiss", str(letter_id))
    assert (result.exit_code, words(result)) == (0, f"✓ Mensagem {letter_id} descartada.")
    result = command("dismiss", str(letter_id))
    assert result.exit_code == 1
    assert "Não há mensagem morta com este identificador" in words(result)


def test_an_api_may_be_named(api: httpx.Client, world: World) -> None:
    world.add_dead_letter()
    given = ["dead-letters", "list", "--json", "--api-url", f"{api.base_url}/"]
    assert json.loads(CliRunner().invoke(app, given).stdout)["total"] == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "stranger"])
def test_a_stranger_s_address_is_a_sentence(address: str, api: httpx.Client) -> None:
    url = f"{api.base_url}/docs?" if address == "stranger" else address
    result = CliRunner().invoke(app, ["dead-letters", "list", "--api-url", url])
    assert result.exit_code == 1
    assert "Nenhuma API deste sistema responde" in words(result)


def test_a_list_into_a_full_device_is_a_sentence(data_dir: DataDir, world: World) -> None:
    world.add_dead_letter()
    for form in ((), ("--json",)):
        with Path("/dev/full").open("w") as full:
            result = _process(data_dir, *form, stdout=full)
        assert result.returncode == 1
        assert result.stderr == "✗ Não foi possível escrever na saída: o disco está cheio.\n"


def test_json_keeps_characters_that_the_encoding_lacks(data_dir: DataDir, world: World) -> None:
    world.add_dead_letter(job_id=world.add_import(status="failed", filename="ônibus.csv"))
    ascii_only = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    result = _process(data_dir, "--json", stdout=subprocess.PIPE, env=ascii_only)

    assert "ônibus.csv" in json.dumps(json.loads(result.stdout), ensure_ascii=False)


def _process(
    data_dir: DataDir, *arguments: str, **options: Any
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vehicle_pipeline", "dead-letters", "list", *arguments]
    return subprocess.run(
        [*command, "--data-dir", str(data_dir.root)],
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
        **options,
    )
