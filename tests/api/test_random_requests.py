"""Random requests that the OpenAPI document allows, and some that it does not."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis

# pytest parses it; below Hypothesis, which changes the limit of recursion, Python 3.11 cannot.
import schemathesis.generation.dictionaries
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.document import document
from tests.api.schedules.making import made
from tests.api.uploading import upload
from tests.api.world import World
from tests.effort import examples

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Dagster is away in these tests, and `ready` says so; a stream has no end.
LEFT_OUT = {"get_readiness", "stream_imports"}


def kinds() -> Iterator[Any]:
    """Yield every operation with requests that are allowed, and with some that are not."""
    for found in schemathesis.openapi.from_dict(document()).get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] in LEFT_OUT:
            continue
        yield pytest.param(operation, GenerationMode.POSITIVE, id=f"{operation.label}-allowed")
        if operation.path_parameters or operation.query or operation.body:
            yield pytest.param(operation, GenerationMode.NEGATIVE, id=f"{operation.label}-not")


@pytest.mark.parametrize(("operation", "mode"), list(kinds()))
def test_every_answer_is_a_documented_one(
    api: httpx.Client, world: World, operation: Any, mode: GenerationMode
) -> None:
    job_id = upload(api).json()["job_id"]
    world.add_rejected(job_id, 2)
    letter_id = world.add_dead_letter()
    schedule = made(api)
    known = {
        "job_id": job_id,
        "letter_id": str(letter_id),
        "schedule_id": schedule["id"],
        "occurrence_id": world.add_occurrence(schedule["id"], state="failed"),
        "object_id": world.add_object(schedule["id"]),
    }

    @seed(11)
    @settings(
        max_examples=examples(2),
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def attempt(case: Case) -> None:
        answer = case.call(base_url=str(api.base_url))
        case.validate_response(answer, checks=CHECKS)
        # Ids at random are never known.
        case.path_parameters = {name: known.get(name, "ABC1234") for name in case.path_parameters}
        case.validate_response(case.call(base_url=str(api.base_url)), checks=CHECKS)

    attempt()
