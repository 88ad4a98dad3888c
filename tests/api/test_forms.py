"""Routes that take fields of a form: a body of another type is refused, and changes nothing."""

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from tests.api.document import document
from tests.api.world import DONE, World
from vehicle_pipeline.access_contracts import Scope

_URLENCODED = "application/x-www-form-urlencoded"
TOKENS = "/api/v1/admin/tokens"
FORMS = [
    path
    for path, operations in document()["paths"].items()
    if _URLENCODED in operations.get("post", {}).get("requestBody", {}).get("content", {})
]


@pytest.mark.parametrize("path", FORMS)
def test_every_form_says_what_it_takes_and_so_does_its_document(
    api: httpx.Client, path: str
) -> None:
    answer = api.post(
        path.format(job_id=uuid4()), json={"name": "ERP"}, headers={"Accept-Language": "en"}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "not_form")
    assert _URLENCODED in answer.json()["detail"]
    example = document()["paths"][path]["post"]["responses"]["415"]["content"]
    assert example["application/problem+json"]["example"]["code"] == "not_form"


def test_the_forms_are_all_that_take_fields() -> None:
    assert {path.rpartition("/")[2] for path in FORMS} == {"approve", "discard", "undo", "tokens"}


def test_an_undo_that_was_to_be_tried_only_is_not_made_in_earnest(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import(**DONE)
    path = f"/api/v1/imports/{job_id}"
    assert api.post(f"{path}/undo", json={"dry_run": True}).status_code == 415
    assert api.get(path).json()["undone_by"] is None


@pytest.mark.parametrize("kind", ["application/json", "text/plain", None])
def test_a_body_of_any_other_type_or_none_is_refused(api: httpx.Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    for content in (b"name=ERP", iter([b"name=ERP"])):
        answer = api.post(TOKENS, content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "not_form")


def test_without_a_body_its_type_does_not_matter(api: httpx.Client, world: World) -> None:
    path = f"/api/v1/imports/{world.add_import(**DONE)}/undo"
    headers = {"Content-Type": "application/json"}
    assert api.post(path, headers=headers).status_code == 202
    assert api.post(TOKENS, headers=headers).json()["code"] == "invalid_parameters"


def test_who_may_not_ask_is_told_that_first(
    closed: httpx.Client, bearer: Callable[[Scope], dict[str, str]]
) -> None:
    answer = closed.post(TOKENS, json={"name": "ERP"}, headers=bearer(Scope.READ))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
