"""`vehicle-pipeline schedules` against a real API."""

import io
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from rich.console import Console

from tests.api.commands import Command, words
from tests.api.schedules.making import SCHEDULES, made, path
from tests.api.world import World
from vehicle_pipeline.local import schedule_view as view
from vehicle_pipeline.settings import Settings

S3 = ("--location", "s3://bucket/frota", "--glob", "*.xlsx")
MONTHLY = ("add", "Frota mensal", "--cron", "0 6 1 * *")


@pytest.fixture
def command(command: Command) -> Command:
    return partial(command, "schedules")


def stored(api: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(SCHEDULES).json()["items"]
    return found


def test_a_schedule_of_a_folder_is_added_and_shown(
    command: Command, api: httpx.Client, settings: Settings
) -> None:
    folder = settings.source_roots[0] / "vendas"
    folder.mkdir(exist_ok=True)
    result = command(*MONTHLY, "--location", str(folder), "--glob", "*.xlsx")
    assert result.exit_code == 0, result.output
    (schedule,) = stored(api)
    assert schedule["source"] == {"location": str(folder), "glob": "*.xlsx", "pick": "new"}
    for text in (
        *("✓ Frota mensal: criado.", "0 6 1 * * (America/Sao_Paulo)", schedule["id"], "ativo"),
        *("o último é recuperado", "06:00 (-03:00)"),
    ):
        assert text in words(result)
    shown = words(command("show", "Frota mensal"))
    assert shown == words(command("show", schedule["id"]))
    assert shown in words(result)


def test_every_option_reaches_the_schedule(command: Command, api: httpx.Client) -> None:
    result = command(
        *(*MONTHLY, *S3, "--pick", "newest", "--timezone", "Europe/Lisbon", "--paused", "--json"),
        *("--on-conflict", "skip", "--missed", "all", "--sheet", "Frota", "--header-row", "2"),
        *("--mapping", "placa=Nr. Placa", "--mapping", "ano=Ano/Modelo", "--decimal", ","),
        *("--guard", "max_rejected_share=0,1", "--guard", "max_price_change=2"),
    )
    assert result.exit_code == 0, result.output
    (schedule,) = stored(api)
    assert json.loads(result.stdout) == schedule
    assert schedule["source"]["pick"] == "newest"
    others = ("timezone", "on_conflict", "missed", "enabled")
    assert [schedule[name] for name in others] == ["Europe/Lisbon", "skip", "all", False]
    assert {name: value for name, value in schedule["overrides"].items() if value} == {
        "sheet": "Frota",
        "header_row": 2,
        "decimal": "comma",
        "mapping": {"placa": "Nr. Placa", "ano": "Ano/Modelo"},
    }
    assert schedule["guard"]["max_rejected_share"] == 0.1
    assert schedule["guard"]["max_price_change"] == 2


def test_who_is_told_of_the_imports_is_set_and_taken_away(
    command: Command, api: httpx.Client, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef\n")
    told = ("--webhook", "https://erp.example/frota?key=1", "--webhook-secret-file", str(secret))
    result = command(*MONTHLY, *S3, *told, "--webhook-event", "held", "--webhook-event", "failed")
    assert result.exit_code == 0, result.output
    assert stored(api)[0]["webhook"] == {
        "receiver": "https://erp.example",
        "events": ["held", "failed"],
    }
    assert "Avisos https://erp.example: held, failed" in words(result)
    assert command("edit", "Frota mensal", *told).exit_code == 0
    every = ["completed", "failed", "held", "undone"]
    assert stored(api)[0]["webhook"]["events"] == every
    assert command("edit", "Frota mensal", "--webhook", "").exit_code == 0
    assert stored(api)[0]["webhook"] is None


@pytest.mark.parametrize(
    ("options", "content", "said"),
    [
        (["--webhook", "https://erp.example"], None, "--webhook-secret-file"),
        (["--webhook-event", "held"], None, "Diga tudo de um webhook"),
        (
            ["--webhook", "https://erp.example"],
            b"short",
            "--webhook-secret-file: Use pelo menos 16 caracteres",
        ),
        (["--webhook", "https://erp.example"], b"", "Use pelo menos 16 caracteres"),
        (["--webhook", "https://erp.example"], b"x" * 1_000, "Use no máximo 200 caracteres"),
        (["--webhook", "https://erp.example"], b"\xff" * 20, "não é um texto em UTF-8"),
        (["--webhook", "erp.example"], b"0123456789abcdef", "--webhook: Use um endereço de http"),
        (["--webhook", "https://a:b@erp.example"], b"0123456789abcdef", "sem usuário nem senha"),
        (["--webhook", "http://127.0.0.1/x"], b"0123456789abcdef", "127.0.0.1"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_with_what_would_be_right(
    command: Command,
    api: httpx.Client,
    tmp_path: Path,
    options: list[str],
    content: bytes | None,
    said: str,
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
        options = [*options, "--webhook-secret-file", str(tmp_path / "secret")]
    result = command(*MONTHLY, *S3, *options)
    assert result.exit_code != 0
    assert said in words(result)
    assert "0123456789abcdef" not in words(result)
    assert stored(api) == []


def test_an_edit_changes_what_is_said_and_takes_away_what_is_empty(
    command: Command, api: httpx.Client
) -> None:
    limits = {"max_shrink": 0.5, "max_changed_share": 0.5}
    overrides = {"sheet": "Frota", "mapping": {"placa": "P", "ano": "A"}}
    before = made(api, guard=limits, overrides=overrides)
    result = command(
        *("edit", "Frota mensal", "--name", "Frota", "--glob", "*.ods", "--sheet", ""),
        *("--guard", "max_shrink=", "--guard", "max_price_change=1", "--mapping", "ano="),
    )
    assert result.exit_code == 0, result.output
    (schedule,) = stored(api)
    assert schedule["source"] == {**before["source"], "glob": "*.ods"}
    assert {name: value for name, value in schedule["overrides"].items() if value} == {
        "mapping": {"placa": "P"}
    }
    assert {name: value for name, value in schedule["guard"].items() if value} == {
        "max_changed_share": 0.5,
        "max_price_change": 1,
    }
    assert (schedule["name"], schedule["cron"]) == ("Frota", before["cron"])


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        ((*MONTHLY[:2], *S3), 2, "Falta --cron."),
        (MONTHLY, 2, "Diga de onde vêm os arquivos: --location ou --import."),
        ((*MONTHLY, *S3, "--import", str(uuid4())), 2, "--location ou --import."),
        ((*MONTHLY, "--import", "7"), 2, "'7' não é um identificador"),
        ((*MONTHLY, *S3, "--pick", "oldest"), 2, "use new ou newest"),
        ((*MONTHLY, *S3, "--missed", "some"), 2, "use none ou latest ou all"),
        ((*MONTHLY, *S3, "--encoding", "ebcdic"), 2, "'--encoding': use utf-8"),
        ((*MONTHLY, *S3, "--guard", "0.1"), 2, "Não entendi --guard 0.1"),
        (
            (*MONTHLY, *S3, "--guard", "max_shrink=muito"),
            *(2, "'--guard': o limite 'max_shrink' precisa ser um número de 0 a 1"),
        ),
        ((*MONTHLY, *S3, "--guard", "foo=1"), 2, "'--guard': não existe o limite 'foo'"),
        (("add", str(uuid4()), "--cron", "0 6 1 * *", *S3), 1, "a forma de um identificador"),
        (("add", "Frota", "--cron", "0 6 1 *", *S3), 1, "são cinco campos"),
        ((*MONTHLY, *S3, "--timezone", "Brasilia"), 1, "como America/Sao_Paulo"),
        ((*MONTHLY, "--location", "/etc"), 1, "liberadas"),
        (("edit", "Frota de ninguém"), 1, "Não há agendamento 'Frota de ninguém'"),
        (("show", ""), 1, "Não há agendamento ''"),
        (("show", "x" * 200), 1, "Use no máximo 100 caracteres"),
        (("show", str(uuid4())), 1, "Agendamento não encontrado"),
        (("replay", "Frota", "x"), 2, "use um número inteiro"),
        (("import-again", "Frota", "0"), 2, "use um número inteiro de 1 a"),
        (("occurrences", "Frota", "--state", "late"), 2, "use due ou running"),
        (("objects", "Frota", "--limit", "501"), 2, "use um número inteiro de 1 a 500"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(
    command: Command, api: httpx.Client, arguments: tuple[str, ...], status: int, reason: str
) -> None:
    result = command(*arguments)
    assert (result.exit_code, reason in words(result)) == (status, True), result.output
    assert "Traceback" not in result.output
    assert stored(api) == []


def test_an_edit_of_nothing_is_refused(command: Command, api: httpx.Client) -> None:
    made(api)
    result = command("edit", "Frota mensal")
    assert (result.exit_code, "Diga o que mudar" in words(result)) == (2, True)


def test_a_name_is_taken_once(command: Command) -> None:
    assert command(*MONTHLY, *S3).exit_code == 0
    again = command(*MONTHLY, *S3)
    assert (again.exit_code, "Já há um agendamento com este nome" in words(again)) == (1, True)
    other = command("add", "FROTA MENSAL", "--cron", "0 6 1 * *", *S3)
    assert (other.exit_code, "só difere em maiúsculas" in words(other)) == (1, True)


def test_the_list_shows_what_a_schedule_is_and_when_it_is_next(
    command: Command, api: httpx.Client
) -> None:
    assert words(command("list")) == "Nenhum agendamento."
    made(api, name="Alfa [bold]")
    made(api, name="Beta", enabled=False)
    shown = words(command("list"))
    for text in ("Alfa [bold]", "s3://bucket/frota/ *.xlsx (novos)", "pausado"):
        assert text in shown
    assert "1 de 2" in words(command("list", "--limit", "1"))
    assert words(command("list", "--skip", "2")) == "Não há mais."
    assert json.loads(command("list", "--json").stdout) == api.get(SCHEDULES).json()


def test_a_schedule_is_paused_resumed_and_removed(command: Command, api: httpx.Client) -> None:
    made(api)
    paused = command("pause", "Frota mensal")
    assert words(paused).startswith("✓ Frota mensal: pausado.")
    assert "pausado (Pausado a pedido)" in words(command("show", "Frota mensal"))
    resumed = command("resume", "Frota mensal", "--json")
    assert json.loads(resumed.stdout)["enabled"] is True
    assert "a próxima vez é" in words(command("resume", "Frota mensal"))
    removed = command("delete", "Frota mensal")
    assert (removed.exit_code, stored(api)) == (0, [])
    assert command("delete", "Frota mensal").exit_code == 1


def test_a_schedule_is_run_and_its_times_are_listed_and_replayed(
    command: Command, api: httpx.Client, world: World
) -> None:
    schedule = made(api)
    assert words(command("occurrences", "Frota mensal")) == "Nenhum horário até agora."
    job_id = world.add_import(status="failed")
    missed = world.add_occurrence(
        schedule["id"],
        due_at=datetime(2026, 3, 1, tzinfo=UTC),
        state="missed",
        reason="missed_in_pause",
        job_ids=[job_id],
    )
    ran = command("run", "Frota mensal")
    assert words(ran).startswith("✓ Começa em até um minuto (número")
    shown = words(command("occurrences", "Frota mensal"))
    for text in (str(missed), "perdido", f"{job_id}", "a começar", "Executado a pedido", "falhou"):
        assert text in shown
    assert str(missed) in words(command("occurrences", "Frota mensal", "--state", "missed"))
    assert "a começar" not in words(command("occurrences", "Frota mensal", "--state", "missed"))

    replayed = command("replay", "Frota mensal", str(missed), "--json")
    assert json.loads(replayed.stdout)["state"] == "due"
    again = command("replay", "Frota mensal", str(missed))
    assert (again.exit_code, "espere que termine" in words(again)) == (1, True)


def test_objects_are_listed_and_imported_again(
    command: Command, api: httpx.Client, world: World
) -> None:
    schedule = made(api)
    assert "nenhum arquivo até agora" in words(command("objects", "Frota mensal"))
    refused = world.add_object(
        schedule["id"], key="2026/\x1b[31mfrota.csv", reason="source_name_unstorable"
    )
    shown = words(command("objects", "Frota mensal", "--state", "refused"))
    for text in (str(refused), "2026/\\x1b[31mfrota.csv", "recusado", "não está em UTF-8"):
        assert text in shown
    again = command("import-again", "Frota mensal", str(refused))
    assert "será importado de novo em até um minuto" in words(again)
    twice = command("import-again", "Frota mensal", str(refused))
    assert (twice.exit_code, "já espera a sua vez" in words(twice)) == (1, True)

    api.post(path(schedule, "pause"))
    other = world.add_object(schedule["id"], key="b.csv")
    assert "quando o agendamento, que está pausado" in words(
        command("import-again", "Frota mensal", str(other))
    )


def test_the_file_of_an_import_is_a_source(
    command: Command, api: httpx.Client, world: World, settings: Settings
) -> None:
    folder = Path(settings.uploads_url)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kept.csv").write_bytes(b"x")
    job_id = world.add_import(object_key="kept.csv")
    result = command(*MONTHLY, "--import", str(job_id))
    assert result.exit_code == 0, result.output
    assert f"arquivo da importação {job_id}" in words(result)
    moved = command("edit", "Frota mensal", *S3)
    assert moved.exit_code == 0, moved.output
    assert stored(api)[0]["source"]["location"] == "s3://bucket/frota"


def test_ids_are_whole_in_a_narrow_terminal() -> None:
    console = Console(file=io.StringIO(), width=80)
    job_id, moment = str(uuid4()), "2026-05-01T09:00:00Z"
    occurrence = {"id": 12_345, "due_at": moment, "reason": "Executado a pedido " * 5}
    imported = {"job_id": job_id, "status": "completed"}
    file = {"id": 34_567, "key": "2026/" + "frota-" * 20, "size": 10**9, "modified_at": moment}
    schedule = {
        "name": "Frota mensal da filial de lá",
        "cron": "30 7 * * MON-FRI",
        "source": {"import": job_id},
        "enabled": True,
        "not_started_because": "O agendamento está desligado no Dagster",
        "next_times": [moment],
        "notes": [],
        "last_occurrence": {**occurrence, "state": "nothing_new"},
    }
    for show, item in (
        (view.show_occurrences, {**occurrence, "state": "done", "imports": [imported] * 2}),
        (view.show_objects, {**file, "state": "imported", "reason": None, "job_id": job_id}),
        (view.show_page, schedule),
    ):
        show(console, {"items": [item], "total": 1})
        assert isinstance(console.file, io.StringIO)
        shown = console.file.getvalue()
        assert job_id in shown
        assert max(map(len, shown.splitlines())) <= 80
        console.file = io.StringIO()
