"""Who has done what: noted in the transaction that did it, and never changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.api.access.conftest import PERSON, SAME_ORIGIN
from tests.api.uploading import CSV
from tests.api.world import World
from vehicle_pipeline.access_contracts import Caller, Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.housekeeping import Housekeeping
from vehicle_pipeline.adapters.postgres.database import Database

PATH = "/api/v1/admin/audit-log"
Header = Callable[[Scope], dict[str, str]]


def entries(closed: httpx.Client, bearer: Header, **query: str) -> list[dict[str, object]]:
    """Return what is noted, newest first."""
    found = closed.get(PATH, params=query, headers=bearer(Scope.ADMIN))
    assert found.status_code == 200
    items: list[dict[str, object]] = found.json()["items"]
    return items


def upload(closed: httpx.Client, headers: dict[str, str]) -> str:
    """Send a file, and return the id of its import."""
    answer = closed.post("/api/v1/imports", files={"file": ("a.csv", CSV)}, headers=headers)
    assert answer.status_code == 201
    return str(answer.json()["job_id"])


def test_an_upload_and_its_cancellation_are_noted_with_their_callers(
    closed: httpx.Client, bearer: Header, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    job_id = upload(closed, bearer(Scope.IMPORT))
    cookie = signed_in(PERSON) | SAME_ORIGIN
    assert closed.post(f"/api/v1/imports/{job_id}/cancel", headers=cookie).status_code == 202
    found = entries(closed, bearer, job_id=job_id)
    assert [(each["action"], each["caller_kind"], each["caller_name"]) for each in found] == [
        ("import_cancelled", "person", "Ana"),
        ("import_created", "token", "of the tests, import"),
    ]
    shown = closed.get(f"/api/v1/imports/{job_id}", headers=cookie).json()
    assert shown["created_by"] == "of the tests, import"
    page = closed.get(f"/importacoes/{job_id}", headers=cookie | {"Accept": "text/html"})
    assert "Cancelou a importação" in page.text


def test_what_is_refused_is_not_noted(closed: httpx.Client, bearer: Header) -> None:
    before = entries(closed, bearer)
    headers = bearer(Scope.IMPORT)
    assert closed.post(f"/api/v1/imports/{uuid4()}/cancel", headers=headers).status_code == 404
    assert entries(closed, bearer) == before


def test_schedules_are_noted_by_name_when_they_are_gone(
    closed: httpx.Client, bearer: Header
) -> None:
    headers = bearer(Scope.IMPORT)
    job_id = upload(closed, headers)
    terms = {"name": "Mensal", "cron": "0 6 1 * *", "source": {"import": job_id}}
    made = closed.post("/api/v1/schedules", json=terms, headers=headers)
    assert made.status_code == 201, made.text
    path = f"/api/v1/schedules/{made.json()['id']}"
    closed.patch(path, json={"name": "Do mês", "cron": "0 7 1 * *"}, headers=headers)
    closed.patch(path, json={"cron": "0 7 1 * *"}, headers=headers)
    closed.post(f"{path}/pause", headers=headers)
    closed.delete(path, headers=headers)
    found = entries(closed, bearer, schedule_id=made.json()["id"])
    assert [each["action"] for each in found] == [
        "schedule_deleted",
        "schedule_paused",
        "schedule_changed",
        "schedule_changed",
        "schedule_created",
    ]
    # An edit names the terms that are others now.
    assert [each["subject"] for each in found] == [
        *("Do mês", "Do mês", "Do mês"),
        "Do mês (name, cron)",
        "Mensal",
    ]


def test_who_signs_in_or_out_is_noted_with_the_request(
    closed: httpx.Client, bearer: Header, tokens: Tokens
) -> None:
    secret = tokens.create("Ana", Scope.READ, 1).secret.text
    with httpx.Client(base_url=closed.base_url, headers=SAME_ORIGIN) as browser:
        began = browser.post("/entrar", data={"token": secret})
        ended = browser.post("/sair")
    found = entries(closed, bearer)[:2]
    assert [(each["action"], each["caller_name"], each["request_id"]) for each in found] == [
        ("signed_out", "Ana", ended.headers["x-request-id"]),
        ("signed_in", "Ana", began.headers["x-request-id"]),
    ]


def test_the_list_goes_on_behind_its_last_entry(closed: httpx.Client, bearer: Header) -> None:
    headers = bearer(Scope.ADMIN)
    for _ in range(3):
        upload(closed, headers)
    first = closed.get(PATH, params={"limit": 2}, headers=headers).json()
    rest = closed.get(PATH, params={"limit": 2, "before": first["next_before"]}, headers=headers)
    ids = [each["id"] for each in (*first["items"], *rest.json()["items"])]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "statement", ["update audit_log set action = ''", "delete from audit_log", "truncate audit_log"]
)
def test_nothing_in_it_is_changed_or_removed(
    closed: httpx.Client, bearer: Header, world: World, statement: str
) -> None:
    upload(closed, bearer(Scope.IMPORT))
    with pytest.raises(psycopg.errors.RaiseException):
        world.connection.execute(statement)


def test_housekeeping_removes_what_is_old(
    closed: httpx.Client, bearer: Header, world: World, access_database: Database
) -> None:
    upload(closed, bearer(Scope.IMPORT))
    house = Housekeeping(access_database)
    assert sum(each.count for each in house.remove_audit(datetime.now(UTC))) > 0
    assert world.all("select * from audit_log") == []


def test_the_page_shows_it(
    closed: httpx.Client, bearer: Header, signed_in: Callable[[Caller], dict[str, str]]
) -> None:
    upload(closed, bearer(Scope.IMPORT))
    headers = signed_in(PERSON) | {"Accept": "text/html"}
    assert "Pediu a importação" in closed.get("/auditoria", headers=headers).text
    assert closed.get("/auditoria?antes=x", headers=headers).status_code == 200
