"""Every file of the corpus gives exactly its expectation over HTTP, with a whole stack behind."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.corpus.expectations import Fault, Outcome, Sample, samples
from tests.oracle.reference import Accepted
from tests.system.conftest import Import, Stack, wait_for

SAMPLES = samples()
# What the page of a list may hold at most.
PAGE = 500
# Every file is a run of its own.
ALL_SECONDS = 300
pytestmark = pytest.mark.timeout(ALL_SECONDS + 120)


@pytest.fixture(scope="module")
def answers(stack: Stack) -> dict[str, httpx.Response]:
    """What the API said to each upload."""
    with ThreadPoolExecutor(4) as pool:
        return dict(
            zip(
                (sample.name for sample in SAMPLES),
                pool.map(lambda sample: upload(stack, sample), SAMPLES),
                strict=True,
            )
        )


def upload(stack: Stack, sample: Sample) -> httpx.Response:
    said = {
        name: json.dumps(value) if name == "mapping" else str(value)
        for name, value in sample.overrides.items()
    }
    return stack.http.post("/imports", files={"file": (sample.name, sample.content)}, data=said)


@pytest.fixture(scope="module")
def imports(stack: Stack, answers: dict[str, httpx.Response]) -> dict[str, Import]:
    """The finished imports by id."""
    accepted = {answer.json()["job_id"] for answer in answers.values() if answer.status_code == 201}

    def finished() -> dict[str, Import] | None:
        found = {each["id"]: each for each in pages(stack, "/imports") if each["id"] in accepted}
        ends = [each["status"] in {"completed", "failed", "cancelled"} for each in found.values()]
        return found if all(ends) and len(ends) == len(accepted) else None

    return wait_for(finished, "the end of all imports", ALL_SECONDS)


def pages(stack: Stack, address: str, **parameters: Any) -> Iterator[dict[str, Any]]:
    """All items of a list."""
    seen = 0
    while True:
        asked = {**parameters, "skip": seen, "limit": PAGE}
        answer = stack.http.get(address, params=asked)
        page = answer.raise_for_status().json()
        yield from page["items"]
        seen += len(page["items"])
        if seen >= page["total"]:
            return


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_an_upload_gives_its_expectation(
    stack: Stack,
    answers: dict[str, httpx.Response],
    imports: dict[str, Import],
    sample: Sample,
) -> None:
    answer = answers[sample.name]
    if answer.status_code != 201:
        problem = answer.json()
        assert 400 <= answer.status_code < 500
        assert problem["detail"]
        assert problem["code"] == sample.expected.get("refusal"), problem
        return
    finished = imports[answer.json()["job_id"]]
    sample.check(outcome(stack, finished))


def outcome(stack: Stack, finished: Import) -> Outcome:
    """What the API shows of an import."""
    if finished["status"] == "failed":
        assert finished["error"]
        return Outcome(finished["error_code"], None, {}, [], [])
    vehicles = pages(stack, "/vehicles", job_id=finished["id"])
    accepted = [
        Accepted(
            row["origin"]["row_number"],
            row["placa_mercosul"],
            row["placa"],
            row["modelo"],
            row["ano"],
            Decimal(row["valor_fipe"]),
        )
        for row in vehicles
    ]
    rejections = [
        Fault(row["row_number"], row["code"], row["column"], row["value"], row["suggestion"])
        for row in pages(stack, f"/imports/{finished['id']}/errors")
    ]
    assert finished["inserted_rows"] == len(accepted)
    assert finished["error_rows"] == len({fault.row_number for fault in rejections})
    return Outcome(None, {}, finished["dialect"], sorted(accepted), rejections)
