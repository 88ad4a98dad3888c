"""Whatever is typed wrongly is a sentence in Portuguese, without English words or a traceback."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vehicle_pipeline.cli import app

BAD_USAGE = 2
ENGLISH = re.compile(
    r"\b(Usage|Error|Try|Missing|Invalid|such|requires|takes?|should|unexpected|Did you)\b"
)


@pytest.fixture(autouse=True)
def _no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL", "API_PORT", "DAGSTER_PORT"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def assert_bad_usage(result: Result, words: str) -> None:
    shown = " ".join(result.stderr.split())
    assert isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code == BAD_USAGE
    assert words in shown
    assert not ENGLISH.search(shown), shown
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["parar"], "O comando parar não existe. Veja"),
        (["dead-letters", "parar"], "O comando parar não existe. Veja"),
        (["--"], "Falta o comando."),
        (["import"], "Falta ARQUIVO. Veja"),
        (["dead-letters", "show"], "Falta ID. Veja"),
        (["import", "minha", "frota.csv"], "um nome com espaços precisa de aspas"),
        (["--nada"], "A opção --nada não existe."),
        (["up", "--data-folder", "x"], "A opção --data-folder não existe; seria --data-dir."),
        (["up", "-x"], "A opção -x não existe."),
        (["up", "--data-dir"], "A opção --data-dir precisa de um valor."),
        (["import", "frota.csv", "--json=sim"], "A opção --json não leva valor."),
        (["dead-letters", "list", "--redriven=sim"], "A opção --redriven não leva valor."),
        (["up", "--help=sim"], "A opção --help não leva valor."),
    ],
    ids=" ".join,
)
def test_a_command_line_that_makes_no_sense_is_explained(arguments: list[str], words: str) -> None:
    assert_bad_usage(run(*arguments), words)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8.5", "oitenta", "", "9" * 5_000])
@pytest.mark.parametrize(
    "option", [["up", "--api-port"], ["up", "--dagster-port"], ["queue-emulator", "--port"]]
)
def test_a_port_that_is_none_is_explained(option: list[str], value: str) -> None:
    result = run(*option, value)

    assert_bad_usage(result, f"{option[-1]}: '")
    assert_bad_usage(result, "use um número inteiro de 1 a 65535")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "--limit", "0"], "--limit: '0' não serve; use um número inteiro de 1 a 500"),
        (["list", "--skip", "-1"], "--skip: '-1' não serve; use um número inteiro a partir de 0"),
        (["list", "--api-url", ""], "não é válido; use http://"),
        (["show", "7"], "ID: '7' não é um identificador"),
        (["redrive", "7"], "ID: '7' não é um identificador"),
        (["dismiss", "\x1b[31m"], "não é um identificador"),
    ],
)
def test_a_dead_letter_asked_for_wrongly_is_explained(arguments: list[str], words: str) -> None:
    assert_bad_usage(run("dead-letters", *arguments), words)


def test_a_choice_that_is_none_names_those_there_are() -> None:
    result = run("import", "frota.csv", "--on-conflict", "talvez")

    assert_bad_usage(result, "--on-conflict: 'talvez' não serve; use skip ou update.")


def test_arguments_that_are_no_text_are_explained() -> None:
    assert_bad_usage(run("\udcff"), "não existe")


@pytest.mark.parametrize("arguments", [[], ["dead-letters"]], ids=["none", "group"])
def test_without_a_command_the_help_is_shown(arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == BAD_USAGE
    assert "✗" not in result.output
    assert "--help" in result.output


def test_the_version_is_shown() -> None:
    result = run("--version")

    assert (result.exit_code, result.stdout.strip()) == (0, version("vehicle-pipeline"))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["migrate"], ["api"]])
def test_what_needs_no_heavy_library_imports_none(arguments: list[str], tmp_path: Path) -> None:
    heavy = {"dagster", "polars", "alembic", "sqlalchemy", "uvicorn", "fastapi", "moto"}
    code = (
        "import sys; from vehicle_pipeline.cli import app\n"
        f"try: app({arguments})\n"
        f"finally: print({heavy} & sys.modules.keys(), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        cwd=tmp_path,
        check=False,
    )

    assert result.stderr.splitlines()[-1] == "set()"


@pytest.mark.parametrize("command", [[], ["import"], ["vehicles"], ["dead-letters"]])
def test_the_help_is_in_portuguese(command: list[str]) -> None:
    result = run(*command, "--help")

    assert result.exit_code == 0
    assert "Mostra esta ajuda." in result.output
    assert "Uso: " in result.output
    english = ("Usage", "Options", "OPTIONS", "Arguments", "ARGS", "Commands", "default", "<str>")
    assert not [word for word in english if word in result.output]
