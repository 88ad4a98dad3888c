"""Texts that PostgreSQL cannot store do not get as far as Dagster, however they are spelled."""

import asyncio
import json

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from vehicle_pipeline.defs.launching import posted

TAG = 'mutation { launchRun(tags: [{key: "a", value: "%s"}]) }'


def as_json(**values: object) -> bytes:
    return json.dumps(values).encode()


REFUSED = {
    "as it is": b"\0",
    "in a query of its own type": (TAG % "\\u0000").encode(),
    "in a variable": as_json(variables={"tags": [{"value": "x\0"}]}),
    "in a name": as_json(variables={"x\0": 1}),
    "in variables that are a text": as_json(variables=json.dumps({"tags": ["\0"]})),
    "half a pair": as_json(variables={"tag": "\ud800"}),
    "in a literal": as_json(query=TAG % "\\u0000"),
    "in a literal with braces": as_json(query=TAG % "\\u{000}"),
    "with an escaped backslash": as_json(query=TAG % "\\u0000").replace(rb"\\", rb"\u005c"),
    "in a text alone": b'"\\u0000"',
    "without end": b"[" * 100_000,
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_stored_is_refused(body: bytes) -> None:
    with pytest.raises(HTTPException) as refused:
        posted.check(body)
    assert refused.value.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"5",
        b"\xff\xfe",
        b"{ not JSON",
        as_json(query=TAG % "\\u0041 \\u{1F600}", variables={"tag": "São Paulo \U0001f600"}),
        as_json(variables=json.dumps(json.dumps("x"))),
    ],
)
def test_any_other_text_is_passed_on(body: bytes) -> None:
    posted.check(body)


async def pass_on(parts: list[bytes]) -> bytes:
    """Return the body that the application behind sees of one that comes in parts."""

    async def receive() -> Message:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    behind = await posted.checked({"type": "http", "method": "POST", "headers": []}, receive)
    message = await behind()
    assert not message["more_body"]
    return bytes(message["body"])


def test_a_body_is_passed_on_whole() -> None:
    assert asyncio.run(pass_on([b'{"query"', b": ", b'"{ a }"}'])) == b'{"query": "{ a }"}'


def test_a_body_over_the_limit_is_refused_before_its_end() -> None:
    parts = [b" " * 65_536] * 1_000
    with pytest.raises(HTTPException) as refused:
        asyncio.run(pass_on(parts))
    assert refused.value.status_code == 413
    assert len(parts) > 900
