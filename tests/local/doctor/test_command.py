"""`vehicle-pipeline doctor`, without a stack."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vehicle_pipeline.cli import app


@pytest.fixture(autouse=True)
def _no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL", "QUEUE", "OBJECT_STORE_URL"):
        monkeypatch.delenv(name, raising=False)


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *arguments])


def test_without_a_stack_it_says_so_and_nothing_is_wrong_nor_made(tmp_path: Path) -> None:
    result = doctor("--data-dir", str(tmp_path / "data"))
    assert result.exit_code == 0, result.output
    assert "Nenhum sistema em execução" in result.output
    assert "Erros: 0." in result.output
    assert list(tmp_path.iterdir()) == []


def test_each_finding_is_a_row_of_json_in_both_languages(tmp_path: Path) -> None:
    result = doctor("--json", "--data-dir", str(tmp_path / "data"))
    findings = json.loads(result.stdout)
    fields = {"part", "level", "code", "seen", "seen_en", "mend", "mend_en"}
    assert all(finding.keys() == fields for finding in findings)
    assert {"stack", "configuration", "data_dir", "disk", "packages", "database", "queue"} <= {
        finding["part"] for finding in findings
    }


def test_a_configuration_that_makes_no_sense_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "123456")
    result = doctor("--json")
    (finding,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (finding["level"], finding["code"]) == ("error", "configuration_bad")
    assert "API_PORT" in finding["seen"]


def test_errors_have_a_way_out_and_secrets_are_never_shown(
    tmp_path: Path, aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {
        "DATABASE_URL": "postgresql://ana:PLANTED1@127.0.0.1:9/fleet",
        "AWS_ACCESS_KEY_ID": "PLANTED2",
        "AWS_SECRET_ACCESS_KEY": "PLANTED3",
        "ALERT_WEBHOOK_URL": "https://hooks.example.com/PLANTED4",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "OBJECT_STORE_URL": str(tmp_path / "uploads"),
        "QUEUE": "aws",
        "API_PORT": "9",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    result = doctor("--data-dir", str(tmp_path))
    assert result.exit_code == 1
    assert "PLANTED" not in result.output
    assert result.output.count("✗") == result.output.count("→") == 3
    assert "Confira DATABASE_URL" in result.output
