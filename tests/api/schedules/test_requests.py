"""Occurrences and objects over HTTP: lists, run now, replay, import again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.schedules.making import ENGLISH, SCHEDULES, made, path
from tests.api.world import World

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def schedule(api: httpx.Client) -> dict[str, Any]:
    return made(api)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_occurrences_are_listed_latest_first_and_by_state(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    job_id = uuid4()
    for day, state in enumerate(("done", "missed", "failed", "done")):
        world.add_occurrence(
            schedule["id"], due_at=NOW + timedelta(day), state=state, job_ids=[job_id]
        )
    page = api.get(path(schedule, "occurrences"), params={"skip": 1, "limit": 2}).json()
    assert [item["state"] for item in page["items"]] == ["failed", "missed"]
    assert (page["total"], page["skip"], page["limit"]) == (4, 1, 2)
    assert page["items"][0]["due_at"] == "2026-03-03T12:00:00Z"
    assert page["items"][0]["job_ids"] == [str(job_id)]
    done = api.get(path(schedule, "occurrences"), params={"state": "done"}).json()
    assert done["total"] == len(done["items"]) == 2
    for wrong in ("finished", "DONE"):
        answer = api.get(path(schedule, "occurrences"), params={"state": wrong})
        assert code(answer) == (422, "invalid_parameters")


def test_an_occurrence_says_what_became_of_each_of_its_imports(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    failed, held = (
        world.add_import(status="failed"),
        world.add_import(status="held", held_because="[]"),
    )
    gone = uuid4()
    occurrence = world.add_occurrence(schedule["id"], state="done", job_ids=[failed, held, gone])
    expected = [
        {"job_id": str(failed), "status": "failed"},
        {"job_id": str(held), "status": "held"},
        {"job_id": str(gone), "status": None},
    ]
    (item,) = api.get(path(schedule, "occurrences")).json()["items"]
    assert item["imports"] == expected
    assert [each["job_id"] for each in expected] == item["job_ids"]
    for shown in (api.get(path(schedule)).json(), api.get(SCHEDULES).json()["items"][0]):
        assert shown["last_occurrence"]["imports"] == expected
    replayed = api.post(path(schedule, "occurrences", occurrence, "replay")).json()
    assert [each["job_id"] for each in replayed["imports"]] == replayed["job_ids"]


def test_reasons_are_sentences_in_the_reader_s_language(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    world.add_occurrence(schedule["id"], state="missed", reason="missed_in_pause")
    world.add_object(schedule["id"], reason="source_name_unstorable")
    for below, pt, en in (
        ("occurrences", "estava pausado", "was paused"),
        ("objects", "não está em UTF-8", "not in UTF-8"),
    ):
        for headers, words in (({}, pt), (ENGLISH, en)):
            (item,) = api.get(path(schedule, below), headers=headers).json()["items"]
            assert words in item["reason"]


def test_objects_are_listed_newest_first_and_by_state(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    for day, state in enumerate(("refused", "growing", "new")):
        key = f"{day}.csv"
        world.add_object(schedule["id"], key=key, state=state, modified_at=NOW + timedelta(day))
    page = api.get(path(schedule, "objects"), params={"limit": 2}).json()
    assert ([item["key"] for item in page["items"]], page["total"]) == (["2.csv", "1.csv"], 3)
    found = api.get(path(schedule, "objects"), params={"state": "refused"}).json()
    assert ([item["key"] for item in found["items"]], found["total"]) == (["0.csv"], 1)


def test_a_schedule_runs_now_also_while_it_is_paused(
    api: httpx.Client, schedule: dict[str, Any]
) -> None:
    api.post(path(schedule, "pause"))
    answer = api.post(path(schedule, "run"))
    assert answer.status_code == 202
    occurrence = answer.json()
    assert (occurrence["state"], occurrence["reason_code"]) == ("due", "run_now")
    assert occurrence["reason"] == "Executado a pedido"
    assert abs(datetime.fromisoformat(occurrence["due_at"]) - datetime.now(UTC)).seconds < 60
    assert api.get(path(schedule)).json()["last_occurrence"] == occurrence


def test_who_asks_twice_gets_the_occurrence_that_waits(
    api: httpx.Client, schedule: dict[str, Any]
) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: api.post(path(schedule, "run")), range(6)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert api.get(path(schedule, "occurrences")).json()["total"] == 1


def test_a_time_that_a_pause_keeps_from_starting_does_not_stand_for_one_that_is_asked_for(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    waiting = world.add_occurrence(schedule["id"], reason="caught_up_after_outage")
    assert api.post(path(schedule, "run")).json()["id"] == waiting
    api.post(path(schedule, "pause"))
    assert api.post(path(schedule, "run")).json()["id"] != waiting


def test_what_is_asked_for_waits_for_the_end_of_the_one_that_is_running(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    running = world.add_occurrence(schedule["id"], state="running")
    answer = api.post(path(schedule, "run"))
    assert (answer.status_code, answer.json()["state"]) == (202, "due")
    assert answer.json()["id"] != running


def test_a_time_that_may_be_skipped_does_not_stand_for_one_that_is_asked_for(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    due = world.add_occurrence(schedule["id"])
    assert api.post(path(schedule, "run")).json()["id"] != due


@pytest.mark.parametrize("state", ["done", "nothing_new", "skipped", "missed", "failed"])
def test_a_time_that_is_over_is_replayed_once(
    api: httpx.Client, world: World, schedule: dict[str, Any], state: str
) -> None:
    occurrence = world.add_occurrence(schedule["id"], state=state)
    target = path(schedule, "occurrences", occurrence, "replay")
    answer = api.post(target)
    assert answer.status_code == 202
    assert (answer.json()["id"], answer.json()["state"]) == (occurrence, "due")
    assert answer.json()["reason"] == "Repetido a pedido"
    assert code(api.post(target)) == (409, "occurrence_under_way")


def test_an_occurrence_or_object_of_another_schedule_is_not_found(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    other = made(api, name="Outra")
    occurrence = world.add_occurrence(other["id"], state="done")
    object_id = world.add_object(other["id"])
    for below, expected in (
        (("occurrences", occurrence, "replay"), "occurrence_not_found"),
        (("occurrences", 2**63 - 1, "replay"), "occurrence_not_found"),
        (("objects", object_id, "import"), "object_not_found"),
        (("objects", 2**63 - 1, "import"), "object_not_found"),
    ):
        assert code(api.post(path(schedule, *below))) == (404, expected)
    for number in (0, 2**63, "x", "1_0", "%2B1", "%201", "1.0", "٣", "-0"):
        answer = api.post(path(schedule, "objects", number, "import"))
        assert code(answer) == (422, "invalid_parameters")


def test_an_object_is_imported_again_by_an_occurrence_of_its_own(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    job_id = world.add_import(status="completed", total_rows=0)
    imported = {"state": "imported", "job_id": job_id, "sha256": "0" * 64}
    object_id = world.add_object(schedule["id"], **imported)
    answer = api.post(path(schedule, "objects", object_id, "import"))
    assert answer.status_code == 202
    again = answer.json()
    assert (again["id"], again["state"]) == (object_id, "new")
    assert (again["occurrence"]["state"], again["occurrence"]["reason_code"]) == ("due", "run_now")
    assert world.all("select again from source_objects") == [(True,)]
    answer = api.post(path(schedule, "objects", object_id, "import"))
    assert code(answer) == (409, "object_under_way")


def test_a_paused_schedule_is_not_run_for_one_object(
    api: httpx.Client, world: World, schedule: dict[str, Any]
) -> None:
    api.post(path(schedule, "pause"))
    object_id = world.add_object(schedule["id"])
    again = api.post(path(schedule, "objects", object_id, "import")).json()
    assert (again["state"], again["occurrence"]) == ("new", None)


@pytest.mark.parametrize(
    ("state", "status"),
    [("growing", None), ("new", None), ("imported", "pending"), ("imported", "held")],
)
def test_an_object_that_is_under_way_is_left_alone(
    api: httpx.Client, world: World, schedule: dict[str, Any], state: str, status: str | None
) -> None:
    of_import: dict[str, Any] = {}
    if status:
        held = {"held_because": "[]"} if status == "held" else {}
        of_import = {"job_id": world.add_import(status=status, **held), "sha256": "0" * 64}
    object_id = world.add_object(schedule["id"], state=state, **of_import)
    answer = api.post(path(schedule, "objects", object_id, "import"))
    assert code(answer) == (409, "object_under_way")
    assert world.all("select state from source_objects") == [(state,)]


@pytest.mark.parametrize(
    ("method", "below"),
    [
        *(("GET", "occurrences"), ("GET", "objects"), ("POST", "run"), ("POST", "pause")),
        *(("POST", "resume"), ("PATCH", ""), ("GET", ""), ("POST", "objects/1/import")),
    ],
)
def test_an_unknown_schedule_is_not_found(api: httpx.Client, method: str, below: str) -> None:
    target = f"{SCHEDULES}/{uuid4()}/{below}".rstrip("/")
    body: Any = {"json": {}} if method == "PATCH" else {}
    answer = api.request(method, target, **body)
    assert code(answer) == (404, "schedule_not_found")
