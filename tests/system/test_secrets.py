"""Secrets stay in the environment of the stack's processes, and come out nowhere."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.system.conftest import PLANTED, Stack

HEADER = "modelo,placa,ano,valor_fipe\n"
RUNS = """
{ instance { info }
  runsOrError(limit: 20) { ... on Runs { results { runId runConfigYaml tags { key value }
    eventConnection(limit: 500) { events { __typename ... on MessageEvent { message } } } } } } }
"""
TABLES = """
select table_schema, table_name from information_schema.tables
where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
"""


@pytest.fixture(scope="module")
def secrets(stack: Stack) -> dict[str, bytes]:
    """What was planted, and what the stack has invented for its own queue."""
    environment = stack.environment()
    invented = {
        name: environment[name] for name in environment if name.startswith("AWS_") and "KEY" in name
    }
    found = {**PLANTED, **invented}
    assert len(found) >= 6
    # Of an address the part that grants access.
    return {name: value.rpartition("/")[2].encode() for name, value in found.items()}


@pytest.fixture(scope="module", autouse=True)
def imported(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An import that goes well, and one that fails, which raises an alert."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "boa.csv").write_text(f"{HEADER}Fiat Uno,XSX0A01,2020,45000.00\n")
    (folder / "sem_linhas.csv").write_text(HEADER)
    ids = [stack.upload(path).json()["job_id"] for path in sorted(folder.iterdir())]
    assert [stack.finished(job_id)["status"] for job_id in ids] == ["completed", "failed"]


def holding(secrets: dict[str, bytes], texts: Iterator[tuple[str, bytes]]) -> list[str]:
    """Where a secret is, by its name."""
    seen, found = 0, []
    for place, text in texts:
        seen += 1
        found += [f"{name} in {place}" for name, secret in secrets.items() if secret in text]
    assert seen, "nothing was searched"
    return found


def test_the_secrets_are_where_they_belong(stack: Stack, secrets: dict[str, bytes]) -> None:
    text = "\n".join(stack.environment().values()).encode()
    assert [name for name, secret in secrets.items() if secret not in text] == []


def test_no_command_line_shows_them(secrets: dict[str, bytes]) -> None:
    def texts() -> Iterator[tuple[str, bytes]]:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                yield str(process), (process / "cmdline").read_bytes()

    assert holding(secrets, texts()) == []


def test_no_file_of_the_stack_holds_them(stack: Stack, secrets: dict[str, bytes]) -> None:
    def texts() -> Iterator[tuple[str, bytes]]:
        for path in stack.data_dir.rglob("*"):
            if path.is_file() and (stack.data_dir / "postgres") not in path.parents:
                yield str(path.relative_to(stack.data_dir)), path.read_bytes()
        yield "what up says", stack.data_dir.with_suffix(".log").read_bytes()

    assert holding(secrets, texts()) == []


def test_no_table_holds_them(stack: Stack, secrets: dict[str, bytes]) -> None:
    def texts() -> Iterator[tuple[str, bytes]]:
        with psycopg.connect(stack.environment()["DATABASE_URL"]) as connection:
            for schema, table in connection.execute(TABLES).fetchall():
                rows = sql.SQL("select t::text from {} t").format(sql.Identifier(schema, table))
                for (row,) in connection.execute(rows):
                    yield f"{schema}.{table}", row.encode()

    assert holding(secrets, texts()) == []


def test_dagster_shows_none(stack: Stack, secrets: dict[str, bytes]) -> None:
    answer = httpx.post(
        f"{stack.dagster_url}/graphql", json={"query": RUNS}, trust_env=False, timeout=60
    )
    assert len(answer.json()["data"]["runsOrError"]["results"]) >= 2
    assert holding(secrets, iter([("GraphQL", answer.content)])) == []


def test_no_answer_shows_them(stack: Stack, secrets: dict[str, bytes]) -> None:
    def texts() -> Iterator[tuple[str, bytes]]:
        paths = [
            "/health/ready",
            "/metrics",
            "/painel",
            "/openapi.json",
            "/nowhere",
            "/api/v1/alerts",
        ]
        paths += [
            "/api/v1/imports?limit=x",
            "/api/v1/imports",
            "/api/v1/admin/stats",
            "/importacoes",
        ]
        for path in paths:
            answer = httpx.get(f"{stack.api_url}{path}", trust_env=False, timeout=30)
            yield path, str(answer.headers).encode() + answer.content
        broken = stack.http.post("/imports", content=b"x", headers={"Content-Type": "text/plain"})
        yield "a refusal", broken.content

    assert holding(secrets, texts()) == []


def test_a_planted_secret_would_be_found(secrets: dict[str, bytes]) -> None:
    name, secret = next(iter(secrets.items()))
    assert re.fullmatch(rb"[\w.-]{16,}", secret)
    assert holding(secrets, iter([("a place", b"before " + secret)])) == [f"{name} in a place"]
