"""Filters, orders and pages of the list of imports."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.api.world import World

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIST = "/api/v1/imports"


def ids(api: httpx.Client, **params: Any) -> list[UUID]:
    answer = api.get(LIST, params=params)
    assert answer.status_code == 200, answer.text
    return [UUID(item["id"]) for item in answer.json()["items"]]


@pytest.mark.parametrize(
    "name", ["status", "dry_run", "filename", "created_from", "created_to", "cursor"]
)
def test_an_empty_filter_is_none(api: httpx.Client, world: World, name: str) -> None:
    job_id = world.add_import()
    assert ids(api, **{name: ""}) == [job_id]


@pytest.mark.parametrize("path", ["vehicles?placa=&modelo=&job_id=", "imports/{}/errors?code="])
def test_empty_filters_of_other_lists_are_none(api: httpx.Client, world: World, path: str) -> None:
    job_id = world.add_import()
    world.add_rejected(job_id, 2)
    world.add_vehicle("ABC1C34")
    assert api.get(f"/api/v1/{path.format(job_id)}").json()["total"] == 1


def test_the_list_can_be_narrowed_to_part_of_a_filename(api: httpx.Client, world: World) -> None:
    march = world.add_import(filename="Frota Março_100%.xlsx")
    world.add_import(filename="frota.csv")
    for part in ("MARCO", "março", "_100%", "Março"):
        assert ids(api, filename=part) == [march]
    assert ids(api, filename="a%o") == []


def test_the_list_can_be_narrowed_to_a_period(api: httpx.Client, world: World) -> None:
    days = [world.add_import(created_at=NOW + timedelta(days=day)) for day in range(4)]
    period = {"created_from": "2026-03-02T12:00:00Z", "created_to": "2026-03-04T09:00:00-03:00"}
    assert ids(api, **period) == [days[2], days[1]]
    assert api.get(LIST, params=period).json()["total"] == 2


@pytest.mark.parametrize("text", ["2026-03-01", "2026-03-01T00:00:00", "1772323200", "today", "-1"])
def test_a_moment_without_its_offset_is_refused(api: httpx.Client, text: str) -> None:
    answer = api.get(LIST, params={"created_from": text})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_parameters")


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "filename", "-filename"])
def test_pages_by_cursor_are_the_whole_list_in_its_order(
    api: httpx.Client, world: World, sort: str
) -> None:
    for number in range(7):
        moment = NOW + timedelta(days=number // 2)
        world.add_import(filename=f"{'abc'[number % 3]}.csv", created_at=moment)
    whole = api.get(LIST, params={"sort": sort}).json()["items"]
    key = sort.removeprefix("-")
    keys = [(item[key], item["id"]) for item in whole]
    assert keys == sorted(keys, reverse=sort.startswith("-"))
    pages, cursor = [], ""
    while cursor is not None:
        page = api.get(LIST, params={"sort": sort, "limit": 3, "cursor": cursor}).json()
        assert page["total"] == 7
        pages.append(page["items"])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [item for page in pages for item in page] == whole


def test_an_upload_between_two_pages_moves_nothing(api: httpx.Client, world: World) -> None:
    old = [world.add_import(created_at=NOW + timedelta(days=day)) for day in range(4)]
    first = api.get(LIST, params={"limit": 2}).json()
    world.add_import(created_at=NOW + timedelta(days=9))
    assert ids(api, limit=2, cursor=first["next_cursor"]) == [old[1], old[0]]


@pytest.mark.parametrize("text", ["x", "e30=", "é", "%00", "a" * 1_999])
def test_a_cursor_that_is_none_is_refused(api: httpx.Client, text: str) -> None:
    answer = api.get(LIST, params={"cursor": text})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


def test_a_cursor_of_another_order_is_refused(api: httpx.Client, world: World) -> None:
    for _ in range(2):
        world.add_import()
    cursor = api.get(LIST, params={"limit": 1}).json()["next_cursor"]
    answer = api.get(LIST, params={"cursor": cursor, "sort": "filename"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")
