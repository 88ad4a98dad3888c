"""What is packed on its way, in which language it is, and what caches may make of it."""

import gzip
import json

import httpx
import pytest

from tests.api.sse import STREAM
from tests.api.world import DONE, World


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_a_long_list_is_packed_for_those_who_take_it(
    api: httpx.Client, world: World, accepted: str, is_packed: bool
) -> None:
    for _ in range(5):
        world.add_import()
    request = api.build_request("GET", "/api/v1/imports", headers={"Accept-Encoding": accepted})
    with api.stream("GET", request.url, headers=request.headers) as answer:
        body = b"".join(answer.iter_raw())
    assert (answer.headers.get("content-encoding") == "gzip") == is_packed
    assert int(answer.headers["content-length"]) == len(body)
    assert json.loads(gzip.decompress(body) if is_packed else body)["total"] == 5
    assert set(answer.headers["vary"].split(", ")) == {"Accept-Language", "Accept-Encoding"}


def test_streams_files_and_short_answers_are_sent_as_they_are(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import(**DONE)
    for row_number in range(2, 100):
        world.add_rejected(job_id, row_number)
    errors = f"/api/v1/imports/{job_id}/errors"
    for path in (f"{STREAM}?job_id={job_id}", f"{errors}.csv", f"{errors}.xlsx", "/health/live"):
        answer = api.get(path)
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers
    assert api.get(errors).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(("asked", "language"), [("en", "en"), ("pt", "pt-BR"), ("de", "pt-BR")])
def test_answers_with_sentences_name_their_language(
    api: httpx.Client, world: World, asked: str, language: str
) -> None:
    job_id = world.add_import(**DONE)
    one = f"/api/v1/imports/{job_id}"
    for path in (
        "/api/v1/imports",
        one,
        f"{one}/errors",
        f"{STREAM}?job_id={job_id}",
        "/health/ready",
    ):
        answer = api.get(path, headers={"Accept-Language": asked})
        assert answer.headers["content-language"] == language
        assert "Accept-Language" in answer.headers["vary"]


def test_an_import_that_a_client_knows_is_not_sent_again(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    world.add_log(job_id)
    path = f"/api/v1/imports/{job_id}"
    first = api.get(path)
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = api.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["content-language"] == "pt-BR"
    assert api.get(path, headers={"If-None-Match": '"other"'}).json() == first.json()
    assert api.get(path, headers={"Accept-Language": "en"}).headers["etag"] != tag
    world.add_log(job_id)
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 200
