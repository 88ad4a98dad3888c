"""Schedules over HTTP: making, reading, changing, pausing, removing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.schedules.making import SCHEDULES, made, path, terms
from tests.api.world import World


def test_a_schedule_is_made_with_defaults_and_read_back(api: httpx.Client) -> None:
    answer = api.post(SCHEDULES, json=terms())
    assert answer.status_code == 201
    schedule = answer.json()
    assert answer.headers["location"] == path(schedule) == schedule["links"]["self"]
    assert {name: schedule[name] for name in terms()} == terms()
    defaults = ("timezone", "on_conflict", "missed", "enabled", "last_occurrence")
    assert [schedule[name] for name in defaults] == [
        *("America/Sao_Paulo", "update", "latest", True, None)
    ]
    assert api.get(path(schedule)).json() == schedule
    assert api.get(SCHEDULES).json()["items"] == [schedule]


def test_everything_that_was_said_is_kept(api: httpx.Client, world: World) -> None:
    job_id = str(world.add_import(object_key="x.csv"))
    said = {
        "timezone": "Europe/Lisbon",
        "on_conflict": "skip",
        "missed": "all",
        "guard": {"max_rejected_share": 0.1, "max_price_change": 2.5},
        "overrides": {"sheet": "Frota 2026", "header_row": 3, "mapping": {"placa": "Nr. Placa"}},
        "enabled": False,
    }
    schedule = made(api, **said)
    assert schedule["overrides"].items() >= said["overrides"].items()  # type: ignore[attr-defined]
    assert schedule["guard"].items() >= said["guard"].items()  # type: ignore[attr-defined]
    others = ("timezone", "on_conflict", "missed", "enabled")
    assert [schedule[name] for name in others] == [said[name] for name in others]
    assert schedule["paused_because"] == "Pausado a pedido"
    assert schedule["paused_because_code"] == "paused_by_owner"
    assert job_id not in str(schedule)


def test_the_next_five_times_have_the_offset_of_the_zone(api: httpx.Client) -> None:
    schedule = made(api, timezone="Asia/Kolkata")
    times = [datetime.fromisoformat(text) for text in schedule["next_times"]]
    assert len(times) == 5
    assert times == sorted(times)
    assert times[0] > datetime.now(UTC)
    assert all(text.endswith("T06:00:00+05:30") for text in schedule["next_times"])


def test_months_that_are_skipped_are_noted(api: httpx.Client) -> None:
    schedule = made(api, cron="0 6 31 * *")
    (note,) = schedule["notes"]
    assert note["code"] == "short_months_skipped"
    assert note["message"].startswith("Nos meses sem o dia 31 nada acontece")
    english = api.get(path(schedule), headers={"Accept-Language": "en"}).json()["notes"]
    assert english[0]["message"].startswith("In months without day 31 nothing happens")
    assert api.get(SCHEDULES).json()["items"][0]["notes"] == [note]
    assert api.patch(path(schedule), json={"cron": "0 6 L * *"}).json()["notes"] == []


def test_what_is_known_already_is_not_sent_again(api: httpx.Client) -> None:
    schedule = made(api)
    tag = api.get(path(schedule)).headers["etag"]
    again = api.get(path(schedule), headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    api.post(path(schedule, "pause"))
    assert api.get(path(schedule), headers={"If-None-Match": tag}).status_code == 200


def test_the_list_is_paged_by_name_and_finds_one_by_its_name(api: httpx.Client) -> None:
    for name in ("Beta", "Alfa", "Gama"):
        made(api, name=name)
    page = api.get(SCHEDULES, params={"skip": 1, "limit": 1}).json()
    assert ([item["name"] for item in page["items"]], page["total"]) == (["Beta"], 3)
    found = api.get(SCHEDULES, params={"name": "Gama"}).json()
    assert ([item["name"] for item in found["items"]], found["total"]) == (["Gama"], 1)


def test_the_last_occurrence_is_shown_with_its_reason(api: httpx.Client, world: World) -> None:
    schedule = made(api)
    now = datetime.now(UTC)
    for days, state, reason in ((2, "done", None), (1, "missed", "missed_in_pause")):
        world.add_occurrence(
            schedule["id"], due_at=now - timedelta(days=days), state=state, reason=reason
        )
    last = api.get(SCHEDULES).json()["items"][0]["last_occurrence"]
    assert (last["state"], last["reason_code"]) == ("missed", "missed_in_pause")
    assert last["reason"].startswith("Perdido: neste horário o agendamento estava pausado")


def test_only_what_is_named_changes(api: httpx.Client) -> None:
    schedule = made(api, guard={"max_shrink": 0.2})
    answer = api.patch(path(schedule), json={"cron": " 30  7 * * MON ", "missed": "none"})
    assert answer.status_code == 200
    changed = answer.json()
    assert (changed["cron"], changed["missed"]) == ("30 7 * * MON", "none")
    moved = ("cron", "missed", "next_times", "updated_at")
    assert {name: value for name, value in changed.items() if name not in moved} == {
        name: value for name, value in schedule.items() if name not in moved
    }
    assert api.patch(path(schedule), json={}).json()["cron"] == "30 7 * * MON"


def test_an_object_is_replaced_as_a_whole(api: httpx.Client) -> None:
    schedule = made(api, guard={"max_shrink": 0.2})
    changed = api.patch(path(schedule), json={"guard": {"max_changed_share": 1}}).json()
    assert (changed["guard"]["max_shrink"], changed["guard"]["max_changed_share"]) == (None, 1)
    source = {"location": "s3://other"}
    changed = api.patch(path(schedule), json={"source": source}).json()
    assert changed["source"] == {"location": "s3://other", "glob": "*", "pick": "new"}


@pytest.mark.parametrize("by_patch", [True, False])
def test_a_schedule_is_paused_and_resumed(api: httpx.Client, by_patch: bool) -> None:
    schedule = made(api)

    def turn(on: bool) -> dict[str, Any]:
        if by_patch:
            return api.patch(path(schedule), json={"enabled": on}).json()  # type: ignore[no-any-return]
        return api.post(path(schedule, "resume" if on else "pause")).json()  # type: ignore[no-any-return]

    for _ in range(2):
        paused = turn(False)
        assert (paused["enabled"], paused["paused_because_code"]) == (False, "paused_by_owner")
        assert len(paused["next_times"]) == 5
    for _ in range(2):
        resumed = turn(True)
        assert (resumed["enabled"], resumed["paused_because"]) == (True, None)


def test_a_removed_schedule_is_gone_and_its_imports_stay(api: httpx.Client, world: World) -> None:
    schedule = made(api)
    job_id = world.add_import(schedule_id=schedule["id"], occurrence_id=1)
    world.add_occurrence(schedule["id"], state="running")
    assert api.delete(path(schedule)).status_code == 204
    for method in ("get", "delete"):
        gone = api.request(method, path(schedule))
        assert (gone.status_code, gone.json()["code"]) == (404, "schedule_not_found")
    assert api.get(f"/api/v1/imports/{job_id}").json()["schedule_id"] == schedule["id"]
    made(api)  # its name is free


def test_the_imports_of_a_schedule_are_listed(api: httpx.Client, world: World) -> None:
    schedule = made(api)
    job_id = world.add_import(schedule_id=schedule["id"])
    world.add_import(schedule_id=uuid4())
    world.add_import()
    listed = api.get(schedule["links"]["imports"]).json()
    assert ([item["id"] for item in listed["items"]], listed["total"]) == ([str(job_id)], 1)


def test_a_name_is_taken_once_however_many_ask_at_the_same_time(api: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.post(SCHEDULES, json=terms()), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["code"] == "schedule_name_taken"
    assert refused["detail"].startswith("Já há um agendamento com este nome")


def test_two_schedules_are_not_renamed_alike_at_the_same_time(api: httpx.Client) -> None:
    schedules = [made(api, name=f"Frota {number}") for number in range(6)]
    with ThreadPoolExecutor(8) as pool:
        renamed = pool.map(lambda each: api.patch(path(each), json={"name": "Uma"}), schedules)
        created = pool.submit(lambda: api.post(SCHEDULES, json=terms(name="Uma")))
        codes = sorted(answer.status_code for answer in [*renamed, created.result()])
    assert codes[0] in (200, 201)
    assert codes[1:] == [409] * 6


def test_changes_at_the_same_time_are_all_kept(api: httpx.Client) -> None:
    schedule = made(api)
    changes: list[dict[str, Any]] = [
        {"cron": "5 5 * * *"},
        {"timezone": "UTC"},
        {"missed": "all"},
        {"guard": {"max_shrink": 0.5}},
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda each: api.patch(path(schedule), json=each), changes)
        assert {answer.status_code for answer in answers} == {200}
    found = api.get(path(schedule)).json()
    assert (found["cron"], found["timezone"], found["missed"], found["guard"]["max_shrink"]) == (
        *("5 5 * * *", "UTC", "all", 0.5),
    )


def test_spellings_of_one_name_are_one_name(api: httpx.Client) -> None:
    schedule = made(api, name="  Frota   de Março ")
    assert schedule["name"] == "Frota de Março"
    refused = api.post(SCHEDULES, json=terms(name="Frota de Março"))
    assert (refused.status_code, refused.json()["code"]) == (409, "schedule_name_taken")


@pytest.mark.parametrize(
    ("method", "below"),
    [
        *(("PATCH", ""), ("DELETE", ""), ("POST", "/pause"), ("POST", "/resume"), ("POST", "/run")),
        *(("POST", "/occurrences/1/replay"), ("POST", "/objects/1/import"), ("POST", "")),
    ],
)
def test_a_foreign_page_changes_nothing(
    api: httpx.Client, world: World, method: str, below: str
) -> None:
    schedule = made(api)
    before = world.all("select * from schedules")
    target = path(schedule) + below if (method, below) != ("POST", "") else SCHEDULES
    headers = {"Origin": "http://evil.example", "Content-Type": "application/json"}
    answer = api.request(method, target, headers=headers, content=b'{"name": "Foreign"}')
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert world.all("select * from schedules") == before


def test_whatever_is_asked_at_the_same_time_is_answered(api: httpx.Client, world: World) -> None:
    schedule = made(api)
    occurrence = world.add_occurrence(schedule["id"], state="done")
    object_id = world.add_object(schedule["id"])
    asked: list[tuple[str, str, Any]] = [
        ("POST", path(schedule, "run"), None),
        ("POST", path(schedule, "pause"), None),
        ("PATCH", path(schedule), {"name": "Outra", "cron": "* * * * *"}),
        ("POST", path(schedule, "occurrences", occurrence, "replay"), None),
        ("POST", path(schedule, "objects", object_id, "import"), None),
        ("POST", path(schedule, "resume"), None),
        ("POST", SCHEDULES, terms(name="Outra")),
        ("GET", path(schedule, "occurrences"), None),
        ("DELETE", path(schedule), None),
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda each: api.request(each[0], each[1], json=each[2]), asked * 4)
        statuses = {answer.status_code for answer in answers}
    assert statuses <= {200, 201, 202, 204, 404, 409}
    assert api.get(path(schedule)).status_code == 404
    assert world.all("select from schedule_occurrences") == []
