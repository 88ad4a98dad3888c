"""What the API says of a file of the corpus."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx

from tests.corpus.expectations import Fault, Outcome, Sample
from tests.oracle.reference import Accepted

# What the page of a list may hold at most.
_PAGE = 500


def uploaded(http: httpx.Client, sample: Sample) -> str | None:
    """Upload a file; return the import's id, None if it was refused with what it has to be."""
    said = {
        name: json.dumps(value) if name == "mapping" else str(value)
        for name, value in sample.overrides.items()
    }
    answer = http.post("/imports", files={"file": (sample.name, sample.content)}, data=said)
    body = answer.json()
    if answer.status_code == httpx.codes.CREATED:
        return str(body["job_id"])
    assert answer.is_client_error
    assert body["detail"]
    assert body["code"] == sample.expected.get("refusal"), body
    return None


def outcome(http: httpx.Client, job_id: str) -> Outcome:
    """What the API shows of an import that has ended."""
    finished = http.get(f"/imports/{job_id}").raise_for_status().json()
    if finished["status"] == "failed":
        assert finished["error"]
        return Outcome(finished["error_code"], None, {}, [], [])
    assert finished["status"] == "completed"
    accepted = [
        Accepted(
            row["origin"]["row_number"],
            row["placa_mercosul"],
            row["placa"],
            row["modelo"],
            row["ano"],
            Decimal(row["valor_fipe"]),
        )
        for row in _pages(http, "/vehicles", job_id=job_id)
    ]
    rejections = [
        Fault(row["row_number"], row["code"], row["column"], row["value"], row["suggestion"])
        for row in _pages(http, f"/imports/{job_id}/errors")
    ]
    assert finished["inserted_rows"] == len(accepted)
    assert finished["error_rows"] == len({fault.row_number for fault in rejections})
    return Outcome(None, {}, finished["dialect"], sorted(accepted), rejections)


def _pages(http: httpx.Client, address: str, **parameters: Any) -> Iterator[dict[str, Any]]:
    """All items of a list."""
    seen = 0
    while True:
        asked = {**parameters, "skip": seen, "limit": _PAGE}
        page = http.get(address, params=asked).raise_for_status().json()
        yield from page["items"]
        seen += len(page["items"])
        if seen >= page["total"]:
            return
