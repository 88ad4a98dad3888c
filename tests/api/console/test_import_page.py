"""The page of one import, in every state, and its buttons."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from psycopg.types.json import Jsonb

from tests.api.console.imported import DIALECT, HOSTILE, add_finished
from tests.api.console.pages import browser
from tests.api.uploading import CSV, stored, upload
from tests.api.world import World
from vehicle_pipeline.settings import Settings

__all__ = ["browser"]


def test_a_finished_import_says_what_became_of_its_rows(
    browser: httpx.Client, world: World
) -> None:
    page = browser.get(f"/importacoes/{add_finished(world)}").text
    assert "De 5 linhas, 3 entraram e 2 não entraram" in page
    assert "2 veículos novos e 1 atualizado" in page
    assert "Placa inválida" in page
    assert "windows-1252" in page
    assert 'role="img"' in page
    assert "Corrigir linhas aqui" in page


def test_it_is_in_english_too(browser: httpx.Client, world: World) -> None:
    page = browser.get(
        f"/importacoes/{add_finished(world)}", headers={"Accept-Language": "en"}
    ).text
    assert "Of 5 rows, 3 entered and 2 did not" in page
    assert "Invalid plate" in page


def test_an_unknown_import_is_a_page_that_says_so(browser: httpx.Client, world: World) -> None:
    answer = browser.get(f"/importacoes/{uuid4()}")
    assert answer.status_code == 404
    assert "Importação não encontrada" in answer.text


def test_text_from_outside_stays_text(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world, filename=HOSTILE)
    for path in ("", "/estado", "/linhas", "/reparo"):
        page = browser.get(f"/importacoes/{job_id}{path}").text
        assert "<script>alert" not in page
        assert "style=" not in page


def test_a_running_import_has_a_rate_and_no_time_left_before_there_is_a_basis(
    browser: httpx.Client, world: World
) -> None:
    job_id = world.add_import(total_rows=100)
    world.take_up(job_id)
    page = browser.get(f"/importacoes/{job_id}").text
    assert "depois do primeiro bloco gravado" in page
    world.update_import(job_id, inserted_rows=50, processed_rows=50)
    part = browser.get(f"/importacoes/{job_id}/estado").text
    assert "50 linhas de 100 (50\xa0%)" in part
    assert "linhas por segundo" in part
    assert "Faltam cerca de" in part
    assert 'data-announce="Em andamento: 50\xa0%" data-announce-step="q2"' in part


def test_the_stages_come_from_the_log_of_dagster(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world, status="processing", finished_at=None)
    run_id = world.take_up(job_id)
    world.connection.execute(
        "update dagster.runs set create_timestamp = '2026-11-29 12:00:00.5' where run_id = %s",
        [run_id],
    )
    world.add_steps(
        run_id,
        datetime(2026, 11, 29, 12, tzinfo=UTC),
        ("open_upload", "START", 1),
        ("open_upload", "SUCCESS", 2),
        ("read_chunk[0]", "START", 2),
        ("read_chunk[0]", "SUCCESS", 3),
        ("read_chunk[1]", "START", 3),
        ("read_chunk[1]", "SUCCESS", 4.5),
        ("load_chunks", "START", 4.5),
    )
    page = browser.get(f"/importacoes/{job_id}").text
    times = page.split('aria-labelledby="stages"')[1].split("</section>")[0]
    assert "2,5 s" in times  # reading, both chunks
    assert "Na fila" in times
    assert times.count("…") == 1  # what still runs
    assert "não guarda" not in times


def test_without_the_log_the_page_says_what_is_not_known(
    browser: httpx.Client, world: World
) -> None:
    page = browser.get(f"/importacoes/{add_finished(world)}").text
    assert "O Dagster não guarda as etapas desta execução" in page
    assert "Execução inteira" in page


def test_an_import_that_waits_for_a_person_takes_no_more_time(
    browser: httpx.Client, world: World
) -> None:
    job_id = world.add_import(
        status="held",
        created_at="2026-11-29T12:00:00Z",
        started_at="2026-11-29T12:00:01Z",
        held_at="2026-11-29T12:00:05Z",
        held_because=Jsonb([LIMIT]),
        judged=Jsonb(FIGURES),
    )
    page = browser.get(f"/importacoes/{job_id}").text
    times = page.split('aria-labelledby="stages"')[1].split("</section>")[0]
    assert "4 s" in times
    assert "…" not in times


def test_price_changes_are_listed_the_largest_first(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world, total_rows=6, processed_rows=4, updated_rows=2)
    for plate, before, after in (("ABC1C34", 100, 110), ("ABC1C35", 100, 900)):
        world.add_vehicle(plate, import_id=job_id, valor_fipe=after, modelo="UNO")
        world.connection.execute(
            "insert into vehicle_changes (plate, job_id, kind, placa, modelo, ano, valor_fipe,"
            " import_id, source_row, created_at, updated_at, changed_at)"
            " values (%s, %s, 'updated', %s, 'UNO', 2019, %s, %s, 2, now(), now(),"
            " '2026-11-29T12:00:03Z')",
            [plate, job_id, plate, before, uuid4()],
        )
    page = browser.get(f"/importacoes/{job_id}").text
    effects = page.split('aria-labelledby="effects"')[1].split("</section>")[0]
    assert f'href="/veiculos?job_id={job_id}"' in effects
    assert effects.index("ABC1C35") < effects.index("ABC1C34")
    assert "+R$\xa0800,00 (+800\xa0%)" in effects
    fields = effects.split("por campo")[1]
    assert "Ano" in fields


def test_an_import_is_cancelled(browser: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    answer = browser.post(f"/importacoes/{job_id}/cancelar")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/importacoes/{job_id}?notice=ui_import_cancelled"
    assert world.all("select status from import_jobs") == [("cancelled",)]
    assert "Importação cancelada" in browser.get(answer.headers["location"]).text


def test_what_is_over_is_not_cancelled(browser: httpx.Client, world: World) -> None:
    answer = browser.post(f"/importacoes/{add_finished(world)}/cancelar")
    assert answer.status_code == 409
    assert "já terminou" in answer.text


def test_no_foreign_page_presses_a_button(browser: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    answer = browser.post(
        f"/importacoes/{job_id}/cancelar", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert world.all("select status from import_jobs") == [("pending",)]


def test_a_file_is_imported_again(browser: httpx.Client, api: httpx.Client, world: World) -> None:
    job_id = upload(api).json()["job_id"]
    world.update_import(job_id, status="completed", total_rows=0)
    answer = browser.post(f"/importacoes/{job_id}/reimportar")
    ((again,),) = world.all("select id from import_jobs where id <> %(id)s", id=job_id)
    assert answer.headers["location"].startswith(f"/importacoes/{again}?")


def test_an_undo_is_tried_first_and_confirmed_then(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    answer = browser.post(f"/importacoes/{job_id}/desfazer")
    ((tried, is_dry),) = world.all("select id, dry_run from import_jobs where undoes is not null")
    assert is_dry
    assert answer.headers["location"].startswith(f"/importacoes/{tried}?")
    world.update_import(
        tried, status="completed", total_rows=3, processed_rows=3, removed_rows=2, restored_rows=1
    )
    page = browser.get(f"/importacoes/{tried}").text
    assert "2 veículos seriam removidos, 1 voltaria" in page
    assert f'action="/importacoes/{job_id}/desfazer"' in page
    browser.post(f"/importacoes/{job_id}/desfazer", data={"de_verdade": "true"})
    ((undo,),) = world.all("select undone_by from import_jobs where id = %(id)s", id=job_id)
    world.update_import(job_id, status="undone")
    assert "Desfeita; 3 linhas tinham entrado" in browser.get(f"/importacoes/{job_id}").text
    assert f'href="/importacoes/{undo}"' in browser.get(f"/importacoes/{job_id}").text
    assert f'href="/importacoes/{job_id}"' in browser.get(f"/importacoes/{undo}").text
    assert "removidos ou restaurados" in browser.get("/importacoes").text
    # From a page that was opened before.
    answer = browser.post(f"/importacoes/{job_id}/desfazer")
    assert answer.headers["location"].startswith(f"/importacoes/{undo}?")
    assert len(world.all("select from import_jobs where undoes is not null")) == 2


@pytest.mark.parametrize(
    ("button", "status", "decision"),
    [("aprovar", "pending", "approved"), ("descartar", "cancelled", "discarded")],
)
def test_a_held_import_is_decided_about(
    browser: httpx.Client, world: World, button: str, status: str, decision: str
) -> None:
    limit = {"limit": "max_rejected_share", "allowed": 0.1, "found": 0.4}
    figures = {"total": 5, "rejected": 2, "known": 0, "changed": 0}
    job_id = world.add_import(
        status="held",
        held_because=Jsonb([limit]),
        judged=Jsonb(figures),
        held_at="2026-11-29T12:00:00Z",
    )
    page = browser.get(f"/importacoes/{job_id}").text
    assert "2 linhas rejeitadas de 5: 40 %" in page
    assert 'data-announce="Retida antes de gravar qualquer coisa' in page
    for nobody in ("", "  "):
        answer = browser.post(f"/importacoes/{job_id}/{button}", data={"por": nobody})
        assert answer.status_code == 422
        assert "Informe seu nome" in answer.text
    browser.post(f"/importacoes/{job_id}/{button}", data={"por": "Ana"})
    rows = world.all("select status, decision, decided_by from import_jobs")
    assert rows == [(status, decision, "Ana")]


def test_the_original_file_is_downloaded_as_it_was_sent(
    browser: httpx.Client, api: httpx.Client, world: World
) -> None:
    job_id = upload(api, name="frota\u202e.csv").json()["job_id"]
    answer = browser.get(f"/importacoes/{job_id}/arquivo")
    assert answer.content == CSV
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/octet-stream"


def test_a_file_that_is_gone_is_a_page_that_says_so(
    browser: httpx.Client, api: httpx.Client, world: World, settings: Settings
) -> None:
    job_id = upload(api).json()["job_id"]
    for file in stored(settings):
        file.unlink()
    answer = browser.get(f"/importacoes/{job_id}/arquivo")
    assert answer.status_code == 410
    assert answer.headers["content-type"].startswith("text/html")


def test_rejected_rows_are_shown_with_reason_and_suggestion(
    browser: httpx.Client, world: World
) -> None:
    job_id = add_finished(world)
    page = browser.get(f"/importacoes/{job_id}/linhas").text
    assert "3 ocorrências" in page
    assert "AJO-4689" in page
    only = browser.get(f"/importacoes/{job_id}/linhas?motivo=required").text
    assert "1 ocorrência" in only
    assert "AJO-4689" not in only


def test_rows_that_were_removed_are_said_to_be(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world, rows_removed_at="2026-11-29T13:00:00Z")
    assert browser.get(f"/importacoes/{job_id}/linhas").status_code == 410
    assert "Corrigir linhas aqui" not in browser.get(f"/importacoes/{job_id}").text


FIGURES = {"total": 10, "rejected": 4, "known": 3, "changed": 2}
LIMIT = {"limit": "max_rejected_share", "allowed": 0.1, "found": 0.4}


def test_a_held_import_shows_what_was_judged_and_is_discarded_not_cancelled(
    browser: httpx.Client, world: World
) -> None:
    job_id = world.add_import(
        status="held",
        total_rows=10,
        on_conflict="update",
        judged=Jsonb(FIGURES),
        held_because=Jsonb([LIMIT]),
    )
    page = browser.get(f"/importacoes/{job_id}").text
    assert "Com erro: 4" in page
    assert "Mudariam um veículo cadastrado: 2" in page
    assert "Sem erro: 4" in page
    assert "/descartar" in page
    assert "/cancelar" not in page


def test_a_tried_undo_of_what_is_undone_meanwhile_offers_nothing(
    browser: httpx.Client, world: World
) -> None:
    first = add_finished(world)
    tried = world.add_import(status="completed", total_rows=0, undoes=first, dry_run=True)
    assert "Desfazer de verdade?" in browser.get(f"/importacoes/{tried}").text
    done = world.add_import(status="completed", total_rows=0, undoes=first)
    world.update_import(first, status="undone", undone_by=done)
    page = browser.get(f"/importacoes/{tried}").text
    assert "Desfazer de verdade?" not in page
    assert 'id="do-undo"' not in page
    assert "a importação foi desfeita" in page
    assert f'href="/importacoes/{done}"' in page
    # The page hears of it while it is open.
    assert f'data-live-import="{tried} {first}"' in page


def test_no_repair_is_offered_where_all_rows_are_sent(browser: httpx.Client, world: World) -> None:
    job_id = add_finished(world)
    pages = [f"/importacoes/{job_id}", f"/importacoes/{job_id}/linhas"]
    offer = f'href="/importacoes/{job_id}/reparo"'
    assert all(offer in browser.get(each).text for each in pages)
    plate = {"placa-3": "AJO-4689", "ano-3": "2018", "modelo-3": "C3", "valor_fipe-5": "9,00"}
    browser.post(f"/importacoes/{job_id}/reparo", data={**plate, "acao": "enviar"})
    assert not any(offer in browser.get(each).text for each in pages)


def test_why_an_import_failed_is_said_by_the_labels_of_pages(
    browser: httpx.Client, world: World
) -> None:
    params = {
        "missing": "valor_fipe",
        "found": "Carro",
        "expected": "modelo, valor_fipe",
        "reason": "columns_unlike_given",
        "row": 2,
    }
    failed = {"status": "failed", "error_code": "missing_columns", "error_params": Jsonb(params)}
    job_id = world.add_import(**failed)
    for path in (f"/importacoes/{job_id}", "/importacoes"):
        page = browser.get(path).text
        assert "Faltam colunas: Valor FIPE" in page
        assert "valor_fipe" not in page
        assert "header_row" not in page


def test_a_tried_undo_speaks_of_what_would_be(browser: httpx.Client, world: World) -> None:
    first = add_finished(world)
    counts = {"total_rows": 3, "processed_rows": 3, "removed_rows": 3, "status": "completed"}
    tried = world.add_import(**counts, undoes=first, dry_run=True)
    page = browser.get(f"/importacoes/{tried}").text
    assert "Seriam removidos: 3" in page
    assert "Removidos" not in page
    assert "Veículo já cadastrado" not in page
    assert "seriam removidos ou restaurados" in browser.get("/importacoes").text
    done = world.add_import(**counts, undoes=first)
    assert "Removidos: 3" in browser.get(f"/importacoes/{done}").text


def test_a_dry_run_speaks_of_what_would_be(browser: httpx.Client, world: World) -> None:
    page = browser.get(f"/importacoes/{add_finished(world, dry_run=True)}").text
    assert "Seriam novas: 2" in page
    assert "Simulação: nada foi gravado" in page
    assert "3 entrariam" in browser.get("/importacoes").text


@pytest.mark.parametrize(
    "code",
    ["unreadable_file", "empty_file", "upload_missing", "missing_columns", "no_rows"],
)
def test_a_file_that_cannot_be_read_is_sent_again_not_gone_on_with(
    browser: httpx.Client, world: World, code: str
) -> None:
    job_id = world.add_import(status="failed", error_code=code)
    page = browser.get(f"/importacoes/{job_id}").text
    assert "Enviar o arquivo corrigido" in page
    assert "Continuar de onde parou" not in page
    assert ('id="original"' in page) is (code != "upload_missing")
    assert "escolher as colunas" in page
    assert 'id="edit-schedule"' not in page
    of_schedule = world.add_import(status="failed", error_code=code, schedule_id=uuid4())
    assert 'id="edit-schedule"' in browser.get(f"/importacoes/{of_schedule}").text
    died = world.add_import(status="failed", error_code="reader_killed")
    assert "Continuar de onde parou" in browser.get(f"/importacoes/{died}").text


def test_a_cancelled_import_that_wrote_nothing_says_so(browser: httpx.Client, world: World) -> None:
    page = browser.get(f"/importacoes/{world.add_import(status='cancelled')}").text
    assert "Parada antes de gravar qualquer coisa" in page


def test_a_reason_that_is_none_is_shown_with_its_sentence(
    browser: httpx.Client, world: World
) -> None:
    job_id = add_finished(world)
    answer = browser.get(f"/importacoes/{job_id}/linhas?motivo=foo")
    assert answer.status_code == 422
    assert '<option value="foo" selected>foo</option>' in answer.text
    assert 'id="fault-motivo">Isto não está entre as opções' in answer.text


@pytest.mark.parametrize(
    ("typed", "done"),
    [
        ({}, "Pediu para simular como a importação seria desfeita"),
        ({"de_verdade": "true"}, "Pediu para desfazer a importação"),
    ],
)
def test_an_undo_says_who_asked_for_it(
    browser: httpx.Client, world: World, typed: dict[str, str], done: str
) -> None:
    answer = browser.post(f"/importacoes/{add_finished(world)}/desfazer", data=typed)
    page = browser.get(answer.headers["location"]).text
    assert "Quem fez o quê" in page
    assert done in page


def test_a_dry_run_says_who_asked_for_it(
    browser: httpx.Client, api: httpx.Client, world: World
) -> None:
    page = browser.get(f"/importacoes/{upload(api, dry_run='true').json()['job_id']}").text
    assert "Quem fez o quê" in page
    assert "Pediu a importação" in page


def test_of_columns_with_one_name_the_one_that_was_read_is_told(
    browser: httpx.Client, world: World
) -> None:
    plain = browser.get(f"/importacoes/{add_finished(world)}").text
    assert "(coluna" not in plain
    doubled = DIALECT.model_copy(
        update={
            "columns": [*DIALECT.columns, "placa", ""],
            "positions": {**DIALECT.positions, "placa": 5},
        }
    )
    page = browser.get(f"/importacoes/{add_finished(world, dialect=doubled)}").text
    assert '<span class="foreign">placa</span> <span class="faint">(coluna F)</span>' in page
    assert page.count("(coluna") == 1
