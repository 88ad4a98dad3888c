"""Schedules as callers make them."""

from typing import Any
from uuid import UUID

import httpx

SCHEDULES = "/api/v1/schedules"
LOCATION = {"location": "s3://bucket/frota/", "glob": "*.xlsx", "pick": "new"}
ENGLISH = {"Accept-Language": "en"}


def terms(**more: Any) -> dict[str, Any]:
    """A schedule at six on the first of each month, as JSON."""
    return {"name": "Frota mensal", "cron": "0 6 1 * *", "source": LOCATION, **more}


def made(api: httpx.Client, **more: Any) -> dict[str, Any]:
    """A schedule that has been made, as the API shows it."""
    answer = api.post(SCHEDULES, json=terms(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def path(schedule: dict[str, Any], *more: object) -> str:
    """The path of a schedule, or of something below it."""
    return "/".join([SCHEDULES, schedule["id"], *map(str, more)])


def id_of(schedule: dict[str, Any]) -> UUID:
    return UUID(schedule["id"])
