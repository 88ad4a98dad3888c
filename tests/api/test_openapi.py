from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from vehicle_pipeline.domain.upload_options import OPTIONS, UploadOptions, parse
from vehicle_pipeline.settings import Settings


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert found
    for reference in found:
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_every_error_is_a_problem_with_an_example(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["responses"].keys() & {"200", "201", "202", "204"}
            for status, response in operation["responses"].items():
                if status >= "400" and path != "/health/ready":
                    assert list(response["content"]) == ["application/problem+json"]
                    content = response["content"]["application/problem+json"]
                    assert content["example"]["status"] == int(status)


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["description"]


@pytest.mark.parametrize("path", ["/api/v1/imports", "/api/v1/imports/preview"])
def test_every_field_of_the_upload_form_is_documented(document: dict[str, Any], path: str) -> None:
    operation = document["paths"][path]["post"]
    form = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["required"] == ["file"]
    assert set(form["properties"]) == {"file", *OPTIONS}
    for field in form["properties"].values():
        assert field["description"]
        assert field.keys() & {"format", "default", "examples"}
    assert {"400", "413", "415", "422"} <= set(operation["responses"])


@pytest.mark.parametrize("name", OPTIONS)
def test_what_the_document_offers_is_accepted(document: dict[str, Any], name: str) -> None:
    operation = document["paths"]["/api/v1/imports"]["post"]
    form = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
    field = form["properties"][name]
    for value in (*field.get("examples", []), *field.get("enum", [])):
        options = parse({name: str(value)})
        assert options != UploadOptions() or value == field.get("default")


def test_an_upload_may_carry_an_idempotency_key(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/imports"]["post"]
    assert [parameter["name"] for parameter in operation["parameters"]] == ["Idempotency-Key"]
    assert {"201", "409", "503"} <= set(operation["responses"])


def test_the_stream_is_documented_as_server_sent_events(document: dict[str, Any]) -> None:
    responses = document["paths"]["/api/v1/imports/stream"]["get"]["responses"]
    assert list(responses["200"]["content"]) == ["text/event-stream"]
    assert {"204", "400", "404", "422", "503"} <= set(responses)
