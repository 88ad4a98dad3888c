"""Tokens at the command line, and commands that get in with one."""

import json
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner, Result

from tests.api.world import World
from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.cli import app
from vehicle_pipeline.settings import Settings


@pytest.fixture(autouse=True)
def _configured(settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    world.connection.execute("delete from access_tokens")


def run(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(app, words)


def test_a_token_is_made_shown_once_used_and_revoked(closed: httpx.Client) -> None:
    made = run("tokens", "create", "Ana", "--scope", "import", "--days", "30")
    assert made.exit_code == 0, made.output
    _, secret, _ = made.stdout.splitlines()
    headers = {"Authorization": f"Bearer {secret}"}
    assert closed.get("/api/v1/imports", headers=headers).status_code == 200

    (listed,) = json.loads(run("tokens", "list", "--json").stdout)
    assert (listed["name"], listed["scope"]) == ("Ana", "import")
    assert secret not in run("tokens", "list").stdout
    revoked = run("tokens", "revoke", listed["id"])
    assert "O token 'Ana' foi revogado" in revoked.stdout
    assert "revogado em" in run("tokens", "list").stdout
    assert closed.get("/api/v1/imports", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("create", " "), "O nome tem de ter de 1 a 100 caracteres"),
        (("create", "a\x07b"), "O nome tem de ter de 1 a 100 caracteres"),
        (("create", "Ana", "--scope", "root"), "use read ou import ou admin"),
        (("create", "Ana", "--days", "0"), "use um número inteiro de 1 a 3650"),
        (("revoke", str(uuid4())), "Não há este token"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(words: tuple[str, ...], says: str) -> None:
    refused = run("tokens", *words)
    assert refused.exit_code in (1, 2)
    assert says in refused.stderr
    assert json.loads(run("tokens", "list", "--json").stdout) == []


def test_the_audit_log_names_who_ran_the_command(world: World) -> None:
    run("tokens", "create", "Ana")
    (token,) = json.loads(run("tokens", "list", "--json").stdout)
    run("tokens", "revoke", token["id"])
    entries = world.all(
        "select action, caller_kind, caller_name, subject from audit_log order by id desc limit 2"
    )
    name = token["created_by"]
    assert name
    assert entries == [
        ("token_revoked", "command_line", name, "Ana"),
        ("token_created", "command_line", name, "Ana"),
    ]


def test_without_any_token_the_list_says_so() -> None:
    assert run("tokens", "list").stdout == "Nenhum token.\n"


def test_commands_get_in_with_the_token_of_their_environment(
    closed: httpx.Client, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("schedules", "list", "--json", "--api-url", str(closed.base_url))
    refused = run(*words)
    assert refused.exit_code == 1
    assert "É preciso se identificar" in refused.stderr
    assert "API_TOKEN" in refused.stderr
    monkeypatch.setenv("API_TOKEN", tokens.create("Ana", Scope.READ, 1).secret.text)
    assert json.loads(run(*words).stdout)["items"] == []
