"""Random requests that the OpenAPI document allows, and some that it does not."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import httpx
import pytest

from tests.api.document import document
from tests.api.schedules.making import made
from tests.api.uploading import upload
from tests.api.world import World
from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.adapters.access.tokens import Tokens

# Dagster is away in these tests, and `ready` says so; a stream has no end.
LEFT_OUT = {"get_readiness", "stream_imports"}


def kinds() -> Iterator[Any]:
    """Yield every operation with requests that are allowed, and with some that are not."""
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            if operation["operationId"] in LEFT_OUT:
                continue
            label = f"{method.upper()} {path}"
            yield pytest.param(label, True, id=f"{label}-allowed")
            places = {each["in"] for each in operation.get("parameters", [])}
            if places & {"path", "query"} or "requestBody" in operation:
                yield pytest.param(label, False, id=f"{label}-not")


@pytest.fixture(scope="module")
def requests() -> Any:
    """Makes the requests."""
    return import_module("tests.api.random_requests")


@pytest.mark.parametrize(("label", "is_allowed"), list(kinds()))
def test_every_answer_is_a_documented_one(
    closed: httpx.Client,
    world: World,
    tokens: Tokens,
    bearer: Callable[[Scope], dict[str, str]],
    requests: Any,
    label: str,
    is_allowed: bool,
) -> None:
    headers = bearer(Scope.ADMIN)
    closed.headers.update(headers)
    job_id = upload(closed).json()["job_id"]
    world.add_rejected(job_id, 2)
    letter_id = world.add_dead_letter()
    schedule = made(closed)
    known = {
        "job_id": job_id,
        "token_id": str(tokens.create("to be revoked", Scope.READ, 1).token.id),
        "letter_id": str(letter_id),
        "schedule_id": schedule["id"],
        "occurrence_id": world.add_occurrence(schedule["id"], state="failed"),
        "object_id": world.add_object(schedule["id"]),
    }
    requests.attempt(
        label,
        is_allowed=is_allowed,
        base_url=str(closed.base_url),
        headers=headers,
        known=known,
    )
