from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from tests.api.world import World

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_new_import_has_everything_that_the_contract_names(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    answer = api.get(f"/api/v1/imports/{job_id}")
    found = answer.json()
    assert answer.status_code == 200
    assert found["id"] == str(job_id)
    assert found["status"] == "pending"
    assert found["on_conflict"] == "skip"
    assert found["created_at"].endswith("Z")
    assert (found["processed_rows"], found["error_rows"], found["logs"]) == (0, 0, [])
    for name in ("total_rows", "started_at", "finished_at", "dagster_run_id", "error", "dialect"):
        assert found[name] is None
    assert found["links"]["dagster_run"] is None


def test_a_finished_import_shows_counts_stages_and_its_run(api: httpx.Client, world: World) -> None:
    job_id = world.add_import(
        status="completed",
        total_rows=15,
        processed_rows=6,
        error_rows=9,
        inserted_rows=1,
        updated_rows=2,
        unchanged_rows=3,
        duplicate_rows=4,
        rejected_rows=5,
        created_at=NOW,
        started_at=NOW + timedelta(seconds=2),
        finished_at=NOW + timedelta(seconds=5),
        dagster_run_id="r1",
    )
    found = api.get(f"/api/v1/imports/{job_id}").json()
    counts = ("inserted", "updated", "unchanged", "duplicate", "rejected")
    assert [found[f"{name}_rows"] for name in counts] == [1, 2, 3, 4, 5]
    assert (found["total_rows"], found["processed_rows"], found["error_rows"]) == (15, 6, 9)
    assert found["stages"] == {"waiting_seconds": 2.0, "processing_seconds": 3.0}
    assert found["created_at"] == "2026-03-01T12:00:00Z"
    assert found["links"]["dagster_run"] == "http://127.0.0.1:9/runs/r1"
    assert api.get(found["links"]["self"]).json() == found
    assert api.get(found["links"]["errors"]).json()["total"] == 0


def test_the_reason_of_a_failure_is_told_in_the_readers_language(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import(status="failed", error_code="empty_file")
    world.add_log(job_id, "file_opened", rows=7)
    world.add_log(job_id, "of_a_later_version", x=1)
    pt = api.get(f"/api/v1/imports/{job_id}").json()
    en = api.get(f"/api/v1/imports/{job_id}", headers={"Accept-Language": "en-GB,pt;q=0.5"}).json()
    assert (pt["error_code"], pt["error"]) == ("empty_file", "O arquivo está vazio")
    assert en["error"] == "The file is empty"
    assert [log["message"] for log in en["logs"]] == ["File opened: 7 rows", "of_a_later_version"]


def test_the_list_is_paged_and_newest_first(api: httpx.Client, world: World) -> None:
    ids = [str(world.add_import(created_at=NOW + timedelta(days=day))) for day in range(5)]
    world.add_log(world.add_import(created_at=NOW - timedelta(days=1)), "run_died")
    page = api.get("/api/v1/imports", params={"skip": 1, "limit": 2}).json()
    assert [item["id"] for item in page["items"]] == [ids[3], ids[2]]
    assert (page["total"], page["skip"], page["limit"]) == (6, 1, 2)
    last = api.get("/api/v1/imports", params={"skip": 5}).json()
    assert [log["code"] for log in last["items"][0]["logs"]] == ["run_died"]
    assert api.get("/api/v1/imports", params={"skip": 6}).json()["items"] == []


def test_the_list_can_be_narrowed_to_a_status(api: httpx.Client, world: World) -> None:
    world.add_import()
    failed = world.add_import(status="failed")
    page = api.get("/api/v1/imports", params={"status": "failed"}).json()
    assert [item["id"] for item in page["items"]] == [str(failed)]
    assert page["total"] == 1


def test_rejected_rows_come_in_file_order_with_their_sentences(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    world.add_rejected(job_id, 9)
    world.add_rejected(job_id, 3, code="required", field="modelo", value=None)
    world.add_rejected(job_id, 3)
    page = api.get(f"/api/v1/imports/{job_id}/errors").json()
    assert [(item["row_number"], item["column"]) for item in page["items"]] == [
        (3, "modelo"),
        (3, "placa"),
        (9, "placa"),
    ]
    assert page["items"][2] == {
        "row_number": 9,
        "code": "invalid_plate",
        "column": "placa",
        "value": "AB-1",
        "message": "Placa 'AB-1' inválida",
        "suggestion": None,
    }
    only = api.get(f"/api/v1/imports/{job_id}/errors", params={"code": "required", "limit": 1})
    assert [item["message"] for item in only.json()["items"]] == ["Campo 'modelo' é obrigatório"]
    assert only.json()["total"] == 1


def test_an_unknown_import_is_not_found(api: httpx.Client) -> None:
    for path in (f"/api/v1/imports/{uuid4()}", f"/api/v1/imports/{uuid4()}/errors"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "import_not_found")
