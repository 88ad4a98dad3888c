"""Random requests by Schemathesis. Its import takes seconds: only tests that make some need it."""

from functools import cache
from typing import Any

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
from tests.api.serving import WAIT_SECONDS
from tests.effort import examples

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@cache
def schema() -> Any:
    return schemathesis.openapi.from_dict(document())


def attempt(
    label: str,
    *,
    is_allowed: bool,
    base_url: str,
    headers: dict[str, str],
    known: dict[str, str],
) -> None:
    """Send requests to an operation (`GET /imports`), and check every answer.

    `known`: ids that are there, by the name of their parameter.
    """
    mode = GenerationMode.POSITIVE if is_allowed else GenerationMode.NEGATIVE
    operation = schema().find_operation_by_label(label)

    def check(case: Case) -> None:
        answer = case.call(base_url=base_url, headers=headers, timeout=WAIT_SECONDS)
        case.validate_response(answer, checks=CHECKS)

    @seed(11)
    @settings(
        max_examples=examples(2),
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def each(case: Case) -> None:
        case.validate_response(
            case.call(base_url=base_url, headers=headers, timeout=WAIT_SECONDS), checks=CHECKS
        )
        # Ids at random are never known.
        case.path_parameters = {name: known.get(name, "ABC1234") for name in case.path_parameters}
        case.validate_response(
            case.call(base_url=base_url, headers=headers, timeout=WAIT_SECONDS), checks=CHECKS
        )

    each()
