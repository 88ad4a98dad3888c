from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
from psycopg.types.json import Jsonb

from tests.adapters.recorded import DIALECT
from tests.api.world import World
from vehicle_pipeline.contracts import Assumption, DryRunReport, ImportCounts

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
    assert (found["dry_run"], found["dry_run_report"], found["parent_id"]) == (False, None, None)
    assert found["overrides"] == {
        "encoding": None,
        "delimiter": None,
        "decimal": None,
        "sheet": None,
        "header_row": None,
        "mapping": {},
    }
    assert found["corrections"] == []
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


def test_the_list_can_be_narrowed_to_dry_runs_or_to_the_others(
    api: httpx.Client, world: World
) -> None:
    real, tried = world.add_import(), world.add_import(dry_run=True)
    for wanted, found in (("true", tried), ("false", real)):
        page = api.get("/api/v1/imports", params={"dry_run": wanted}).json()
        assert [item["id"] for item in page["items"]] == [str(found)]
        assert page["total"] == 1
    assert api.get("/api/v1/imports").json()["total"] == 2


def test_the_receipt_tells_each_assumption_in_the_readers_language(
    api: httpx.Client, world: World
) -> None:
    assumed = Assumption(code="assumed_decimal_comma")
    dialect = DIALECT.model_copy(update={"assumptions": [assumed], "overridden": ["encoding"]})
    job_id = world.add_import(
        dialect=Jsonb(dialect.model_dump(mode="json")),
        overrides=Jsonb({"encoding": "utf-8", "mapping": {"placa": "Nr."}}),
    )
    for language, words in (("pt", "45 mil"), ("en", "45 thousand")):
        headers = {"Accept-Language": language}
        found = api.get(f"/api/v1/imports/{job_id}", headers=headers).json()
        (told,) = found["dialect"].pop("assumptions")
        assert (told["code"], told["params"]) == ("assumed_decimal_comma", {})
        assert words in told["message"]
        assert found["dialect"] == dialect.model_dump(mode="json", exclude={"assumptions"})
    assert found["overrides"]["encoding"] == "utf-8"
    assert found["overrides"]["mapping"] == {"placa": "Nr."}


def test_a_dry_run_shows_what_either_policy_would_do(api: httpx.Client, world: World) -> None:
    report = DryRunReport(
        skip=ImportCounts(inserted=1, duplicate=2, rejected=4),
        update=ImportCounts(inserted=1, updated=2, rejected=4),
    )
    job_id = world.add_import(dry_run=True, dry_run_report=Jsonb(report.model_dump()))
    found = api.get(f"/api/v1/imports/{job_id}").json()
    assert found["dry_run"] is True
    assert found["dry_run_report"]["update"] == {
        "inserted_rows": 1,
        "updated_rows": 2,
        "unchanged_rows": 0,
        "duplicate_rows": 0,
        "rejected_rows": 4,
        "processed_rows": 3,
        "error_rows": 4,
    }
    assert found["dry_run_report"]["skip"]["error_rows"] == 6


def test_a_corrected_file_leads_to_its_parent_and_back(api: httpx.Client, world: World) -> None:
    parent = world.add_import()
    children = [world.add_import(parent_id=parent, created_at=NOW + timedelta(at)) for at in (1, 2)]
    found = api.get(f"/api/v1/imports/{parent}").json()
    assert (found["parent_id"], found["links"]["parent"]) == (None, None)
    assert found["corrections"] == [str(child) for child in children]
    assert found["links"]["errors_csv"] == f"/api/v1/imports/{parent}/errors.csv"
    assert found["links"]["errors_xlsx"] == f"/api/v1/imports/{parent}/errors.xlsx"
    found = api.get(f"/api/v1/imports/{children[0]}").json()
    assert found["parent_id"] == str(parent)
    assert found["links"]["parent"] == f"/api/v1/imports/{parent}"


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
        "message": "Placa 'AB-1' inválida: use ABC1234 ou ABC1D23",
        "suggestion": None,
    }
    only = api.get(f"/api/v1/imports/{job_id}/errors", params={"code": "required", "limit": 1})
    assert [item["message"] for item in only.json()["items"]] == ["Campo 'modelo' é obrigatório"]
    assert only.json()["total"] == 1


def test_an_unknown_import_is_not_found(api: httpx.Client) -> None:
    for path in (f"/api/v1/imports/{uuid4()}", f"/api/v1/imports/{uuid4()}/errors"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "import_not_found")
