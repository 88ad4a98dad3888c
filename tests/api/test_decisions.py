"""Approving and discarding imports that a guard holds, over HTTP."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg.types.json import Jsonb

from tests.api.uploading import jobs_sent_in_the_end, upload
from tests.api.world import World
from vehicle_pipeline.settings import Settings

BECAUSE = [{"limit": "max_rejected_share", "allowed": 0.1, "found": 0.125}]
JUDGED = {"total": 8, "rejected": 1, "known": 0, "changed": 0}


@pytest.fixture
def held(world: World) -> UUID:
    return world.add_import(
        status="held",
        guard=Jsonb({"max_rejected_share": 0.1}),
        judged=Jsonb(JUDGED),
        held_because=Jsonb(BECAUSE),
        total_rows=8,
    )


def test_a_held_import_says_which_limit_and_by_how_much(api: httpx.Client, held: UUID) -> None:
    found = api.get(f"/api/v1/imports/{held}").json()
    assert found["status"] == "held"
    assert found["held_because"] == [
        {
            **BECAUSE[0],
            "detail": "1 linha rejeitada de 8: 12,5 %, e o limite é 10 %",
        }
    ]
    english = api.get(f"/api/v1/imports/{held}", headers={"Accept-Language": "en"}).json()
    assert english["held_because"][0]["detail"] == (
        "1 rejected row of 8: 12.5%, and the limit is 10%"
    )
    assert found["judged"]["rejected"] == 1
    assert found["guard"]["max_rejected_share"] == 0.1


def test_held_imports_can_be_listed(api: httpx.Client, held: UUID) -> None:
    found = api.get("/api/v1/imports?status=held").json()
    assert [item["id"] for item in found["items"]] == [str(held)]


def test_approving_promises_the_message_and_records_who_and_when(
    api: httpx.Client, settings: Settings, held: UUID
) -> None:
    answer = api.post(f"/api/v1/imports/{held}/approve", data={"by": "Ana"})
    assert answer.status_code == 202
    approved = answer.json()
    assert (approved["status"], approved["decision"]) == ("pending", "approved")
    assert approved["decided_by"] == "Ana"
    assert approved["decided_at"]
    assert approved["logs"][-1]["message"] == "Importação aprovada por Ana"
    assert str(held) in jobs_sent_in_the_end(settings)


def test_discarding_cancels(api: httpx.Client, held: UUID) -> None:
    discarded = api.post(f"/api/v1/imports/{held}/discard", data={"by": "Ana"}).json()
    assert (discarded["status"], discarded["decision"]) == ("cancelled", "discarded")
    assert discarded["finished_at"]


@pytest.mark.parametrize("decision", ["approve", "discard"])
@pytest.mark.parametrize("status", ["pending", "processing", "completed", "failed", "cancelled"])
def test_only_a_held_import_is_decided_about(
    api: httpx.Client, world: World, decision: str, status: str
) -> None:
    job_id = world.add_import(status=status, total_rows=0)
    answer = api.post(f"/api/v1/imports/{job_id}/{decision}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_held")
    assert api.get(f"/api/v1/imports/{job_id}").json()["status"] == status


def test_the_second_of_two_decisions_is_refused(api: httpx.Client, held: UUID) -> None:
    assert api.post(f"/api/v1/imports/{held}/approve").status_code == 202
    for decision in ("approve", "discard"):
        assert api.post(f"/api/v1/imports/{held}/{decision}").status_code == 409


def test_an_import_that_does_not_exist_is_not_found(api: httpx.Client) -> None:
    assert api.post(f"/api/v1/imports/{uuid4()}/approve").status_code == 404


@pytest.mark.parametrize("by", ["", "a\x00b", "x" * 101])
def test_a_name_that_cannot_be_kept_is_refused(api: httpx.Client, held: UUID, by: str) -> None:
    answer = api.post(f"/api/v1/imports/{held}/approve", data={"by": by})
    # An empty field is as good as none.
    assert answer.status_code == (202 if not by else 422)


@pytest.mark.parametrize("action", ["reimport", "undo"])
def test_a_held_import_is_first_decided_about(
    api: httpx.Client, settings: Settings, held: UUID, action: str
) -> None:
    (Path(settings.uploads_url)).mkdir(parents=True, exist_ok=True)
    (Path(settings.uploads_url) / "x.csv").write_bytes(b"")
    answer = api.post(f"/api/v1/imports/{held}/{action}")
    assert (answer.status_code, answer.json()["code"]) == (409, "waits_for_decision")


def test_a_held_import_can_be_cancelled(api: httpx.Client, held: UUID) -> None:
    cancelled = api.post(f"/api/v1/imports/{held}/cancel").json()
    assert cancelled["status"] == "cancelled"


def test_an_upload_carries_its_guard(api: httpx.Client) -> None:
    guard = {"max_rejected_share": 0.1, "max_price_change": 2}
    created = upload(api, guard=json.dumps(guard))
    found = api.get(created.headers["Location"]).json()
    assert {name: value for name, value in found["guard"].items() if value is not None} == guard


@pytest.mark.parametrize(
    ("guard", "code"),
    [
        ("nada", "invalid_guard"),
        ("[]", "invalid_guard"),
        ('"0.1"', "invalid_guard"),
        ("[" * 3_000, "invalid_guard"),
        ('{"max_rejected": 0.1}', "unknown_limit"),
        ('{"": 0.1}', "unknown_limit"),
        ('{"max_rejected_share": 1.01}', "invalid_limit"),
        ('{"max_rejected_share": -0.01}', "invalid_limit"),
        ('{"max_rejected_share": "0.1"}', "invalid_limit"),
        ('{"max_rejected_share": true}', "invalid_limit"),
        ('{"max_rejected_share": [0.1]}', "invalid_limit"),
        ('{"max_price_change": NaN}', "invalid_limit"),
        ('{"max_price_change": Infinity}', "invalid_limit"),
        ('{"max_price_change": 1e999}', "invalid_limit"),
        ('{"max_price_change": ' + "9" * 3_000 + "}", "invalid_limit"),
    ],
)
def test_a_guard_that_makes_no_sense_is_refused(api: httpx.Client, guard: str, code: str) -> None:
    answer = upload(api, guard=guard)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "max_" in answer.json()["detail"]


def test_a_key_with_another_guard_asks_for_something_else(api: httpx.Client) -> None:
    key, guard = str(uuid4()), '{"max_shrink": 0.5}'
    first = upload(api, key=key, guard=guard)
    again = upload(api, key=key, guard=guard)
    other = upload(api, key=key)
    assert (first.status_code, other.status_code) == (201, 409)
    assert again.json()["job_id"] == first.json()["job_id"]
