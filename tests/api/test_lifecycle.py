"""Cancelling an import, and importing again."""

from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.sse import streaming
from tests.api.uploading import sent_jobs, upload
from tests.api.world import DONE, World
from vehicle_pipeline.settings import Settings


def post(api: httpx.Client, job_id: UUID | str, action: str) -> httpx.Response:
    return api.post(f"/api/v1/imports/{job_id}/{action}")


def uploaded(api: httpx.Client) -> UUID:
    return UUID(upload(api).json()["job_id"])


def codes(answer: httpx.Response) -> list[str]:
    return [log["code"] for log in answer.json()["logs"]]


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_an_import_that_is_not_over_is_cancelled_at_once(
    api: httpx.Client, world: World, status: str
) -> None:
    counted = {"inserted_rows": 2, "processed_rows": 2, "total_rows": 5}
    job_id = world.add_import(status=status, **counted)
    answer = post(api, job_id, "cancel")
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["id"], told["status"]) == (str(job_id), "cancelled")
    assert (told["processed_rows"], told["total_rows"]) == (2, 5)
    assert told["finished_at"]
    assert codes(answer) == ["import_cancelled"]
    assert api.get(f"/api/v1/imports/{job_id}").json() == told


def test_cancelling_twice_changes_nothing(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    first, second = post(api, job_id, "cancel"), post(api, job_id, "cancel")
    assert (second.status_code, second.json()) == (202, first.json())


@pytest.mark.parametrize("status", ["completed", "failed"])
def test_what_is_over_cannot_be_cancelled(api: httpx.Client, world: World, status: str) -> None:
    job_id = world.add_import(**{**DONE, "status": status})
    answer = post(api, job_id, "cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "import_is_over")
    assert answer.json()["detail"] == "A importação já terminou; não há o que cancelar"
    assert api.get(f"/api/v1/imports/{job_id}").json()["status"] == status


@pytest.mark.parametrize("action", ["cancel", "reimport"])
def test_an_import_that_does_not_exist_is_not_found(
    api: httpx.Client, world: World, action: str
) -> None:
    answer = post(api, uuid4(), action)
    assert (answer.status_code, answer.json()["code"]) == (404, "import_not_found")


def test_a_stream_ends_when_its_import_is_cancelled_before_any_run(
    api: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.events.client_stream.CHECK_SECONDS", 0.2)
    job_id = world.add_import()
    with streaming(api, job_id=job_id) as stream:
        assert stream.next().data["status"] == "pending"
        post(api, job_id, "cancel")
        assert [each.data["status"] for each in stream.rest()] == ["cancelled"]


def test_a_stream_ends_with_the_run_when_its_import_is_cancelled_meanwhile(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import()
    run_id = world.take_up(job_id)
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        post(api, job_id, "cancel")
        world.add_event(run_id, "PIPELINE_CANCELED")
        assert [each.data["status"] for each in stream.rest()] == ["cancelled"]


def test_a_cancelled_import_goes_on_itself_and_is_queued(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    job_id = uploaded(api)
    post(api, job_id, "cancel")
    sent_jobs(settings)
    answer = post(api, job_id, "reimport")
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["id"], told["status"], told["finished_at"]) == (str(job_id), "pending", None)
    assert answer.headers["Location"] == f"/api/v1/imports/{job_id}"
    assert codes(answer) == ["import_cancelled", "import_revived"]
    assert str(job_id) in asked_for(world, settings)


def asked_for(world: World, settings: Settings) -> list[str]:
    """Imports whose message is promised or sent."""
    promised = [str(row[0]) for row in world.all("select job_id from outbox")]
    return promised + sent_jobs(settings)


def test_a_completed_import_is_imported_anew(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    job_id = uploaded(api)
    world.update_import(job_id, **DONE)
    before = api.get(f"/api/v1/imports/{job_id}").json()
    answer = post(api, job_id, "reimport")
    assert answer.status_code == 202, answer.text
    new_id = answer.json()["id"]
    assert new_id != str(job_id)
    assert answer.headers["Location"] == f"/api/v1/imports/{new_id}"
    assert answer.json()["filename"] == before["filename"]
    assert api.get(f"/api/v1/imports/{job_id}").json() == before


def test_an_import_under_way_is_not_begun_a_second_time(api: httpx.Client, world: World) -> None:
    answer = post(api, uploaded(api), "reimport")
    assert (answer.status_code, answer.json()["code"]) == (409, "import_under_way")
    assert api.get("/api/v1/imports").json()["total"] == 1


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_without_its_file_nothing_is_begun(
    api: httpx.Client, world: World, settings: Settings, status: str
) -> None:
    job_id = uploaded(api)
    world.update_import(job_id, **{**DONE, "status": status})
    for file in Path(settings.uploads_url).iterdir():
        file.unlink()
    answer = post(api, job_id, "reimport")
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_missing")
    (found,) = api.get("/api/v1/imports").json()["items"]
    assert found["status"] == status


def test_a_file_that_was_removed_for_its_age_is_not_imported_again(
    api: httpx.Client, world: World
) -> None:
    job_id = uploaded(api)
    world.update_import(job_id, **DONE, file_removed_at="now")
    answer = post(api, job_id, "reimport")
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_missing")


def test_who_saw_the_end_may_follow_the_import_when_it_goes_on(
    api: httpx.Client, world: World
) -> None:
    job_id = uploaded(api)
    run_id = world.take_up(job_id)
    with streaming(api, job_id=job_id) as stream:
        stream.next()
        post(api, job_id, "cancel")
        world.add_event(run_id, "PIPELINE_CANCELED")
        (end,) = stream.rest()
    post(api, job_id, "reimport")
    with streaming(api, end.id, job_id=job_id) as stream:
        world.finish(job_id, world.take_up(job_id))
        assert [each.data["status"] for each in stream.rest()] == ["completed"]


@pytest.mark.parametrize("is_live", [True, False], ids=["while it goes on", "when it is over"])
def test_an_end_that_was_overtaken_ends_no_stream(
    api: httpx.Client, world: World, is_live: bool
) -> None:
    """Cancelled and imported again: who comes back with an older place hears how it ended."""
    job_id = uploaded(api)
    world.take_up(job_id)
    with streaming(api, job_id=job_id) as stream:
        before = stream.next()
        post(api, job_id, "cancel")
        (end,) = stream.rest()
    post(api, job_id, "reimport")
    run_id = world.take_up(job_id)
    # An import that is over and whose run has no log at all would end a stream before the changes
    # that the tail has still to read.
    world.add_event(run_id, "PIPELINE_START")
    if not is_live:
        world.finish(job_id, run_id)
    for seen in (before, end):
        with streaming(api, seen.id, changes=True, job_id=job_id) as stream:
            assert stream.response.status_code == 200
            if is_live:
                world.finish(job_id, run_id)
            *others, last = [each.data["status"] for each in stream.rest()]
        assert last == "completed"
        assert others == ["cancelled"] * (seen is before) + ["pending", "processing"]
        if is_live:
            break
    with streaming(api, f"{10**9}.end-{10**9}", job_id=job_id) as stream:
        assert stream.response.status_code == 204


# --- undo ---------------------------------------------------------------------------------------


def test_an_undo_is_an_import_of_its_own_that_is_queued(api: httpx.Client, world: World) -> None:
    job_id = world.add_import(**DONE)
    answer = post(api, job_id, "undo")
    assert answer.status_code == 202, answer.text
    undo = answer.json()
    assert (undo["status"], undo["undoes"], undo["dry_run"]) == ("pending", str(job_id), False)
    assert answer.headers["Location"] == undo["links"]["self"]
    assert api.get(f"/api/v1/imports/{job_id}").json()["undone_by"] == undo["id"]
    assert post(api, job_id, "undo").json()["id"] == undo["id"]


def test_a_dry_run_of_an_undo_leaves_the_import_as_it_is(api: httpx.Client, world: World) -> None:
    job_id = world.add_import(**DONE)
    answer = api.post(f"/api/v1/imports/{job_id}/undo", data={"dry_run": "true"})
    assert (answer.status_code, answer.json()["dry_run"]) == (202, True)
    assert api.get(f"/api/v1/imports/{job_id}").json()["undone_by"] is None


def test_what_cannot_be_undone_is_refused_with_the_reason(api: httpx.Client, world: World) -> None:
    undo = post(api, world.add_import(**DONE), "undo").json()["id"]
    tried = world.add_import(**{**DONE, "dry_run": True})
    for job_id, code in (
        (world.add_import(), "import_under_way"),
        (tried, "undo_of_dry_run"),
        (undo, "import_under_way"),
    ):
        answer = post(api, job_id, "undo")
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    wrong = api.post(f"/api/v1/imports/{tried}/undo", data={"dry_run": "talvez"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_parameters")


def test_an_import_that_does_not_exist_cannot_be_undone(api: httpx.Client) -> None:
    assert post(api, uuid4(), "undo").status_code == 404
