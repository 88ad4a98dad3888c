"""Front ends on other origins: what they are allowed, on every kind of answer."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.serving import client, serving
from tests.api.uploading import CSV
from tests.api.world import DONE, World
from vehicle_pipeline.settings import Settings

FRONT = "https://front.example.com"
EVIL = "https://evil.example"
HEADERS = "content-type, idempotency-key, if-none-match, last-event-id, accept-language"


@pytest.fixture(scope="module")
def known(settings: Settings) -> Iterator[str]:
    """The address of an API that knows front ends on other origins."""
    # As people write them.
    origins = ("HTTPS://Front.example.com:443/", "http://localhost:5173")
    with serving(settings.model_copy(update={"cors_origins": origins})) as address:
        yield address


@pytest.fixture
def front(known: str, world: World) -> Iterator[httpx.Client]:
    """A page of the front end's origin, as far as the API can tell."""
    with client(known) as page:
        page.headers.update({"Origin": FRONT, "Sec-Fetch-Site": "cross-site"})
        yield page


def preflight(
    api: httpx.Client, method: str, origin: str, headers: str = HEADERS
) -> httpx.Response:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return api.options("/api/v1/imports", headers={"Origin": origin, **asked})


def is_allowed(answer: httpx.Response) -> bool:
    return answer.headers.get("access-control-allow-origin") == FRONT and any(
        name.strip() == "Origin" for name in answer.headers["vary"].split(",")
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH", "DELETE"])
def test_the_preflight_of_an_allowed_page_is_answered(front: httpx.Client, method: str) -> None:
    answer = preflight(front, method, FRONT)
    assert (answer.status_code, is_allowed(answer)) == (200, True)
    assert method in answer.headers["access-control-allow-methods"]
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in HEADERS.split(", "))
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "origin", [EVIL, "null", f"{FRONT}.evil.example", "http://front.example.com"]
)
def test_the_preflight_of_a_foreign_page_is_refused(
    front: httpx.Client, method: str, origin: str
) -> None:
    answer = preflight(front, method, origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_preflight_under_a_foreign_name_is_refused(front: httpx.Client) -> None:
    front.headers["Host"] = "evil.example"
    assert preflight(front, "POST", FRONT).status_code == 421


def test_an_allowed_page_uploads_and_reads_where_the_import_is(front: httpx.Client) -> None:
    answer = front.post(
        "/api/v1/imports",
        files={"file": ("frota.csv", CSV)},
        headers={"Idempotency-Key": uuid4().hex},
    )
    assert (answer.status_code, is_allowed(answer)) == (201, True)
    exposed = answer.headers["access-control-expose-headers"]
    wanted = {"Location", "Retry-After", "Content-Disposition", "ETag", "Content-Language"}
    assert {*wanted, "X-Request-Id"} == set(exposed.split(", "))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/imports", 200),
        ("GET", "/api/v1/imports/template.xlsx", 200),
        ("GET", "/health/live", 200),
        ("HEAD", "/api/v1/imports", 200),
        ("GET", "/nowhere", 404),
        ("GET", f"/api/v1/imports/{UUID(int=1)}", 404),
        ("PATCH", "/api/v1/imports", 405),
        ("POST", "/api/v1/imports", 415),
        ("GET", "/api/v1/imports?limit=0", 422),
    ],
)
def test_every_answer_can_be_read(front: httpx.Client, method: str, path: str, status: int) -> None:
    answer = front.request(method, path)
    assert (answer.status_code, is_allowed(answer)) == (status, True)
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_an_answer_that_nothing_has_changed_can_be_read(front: httpx.Client) -> None:
    path = "/api/v1/imports/template.xlsx"
    answer = front.get(path, headers={"If-None-Match": front.get(path).headers["etag"]})
    assert (answer.status_code, is_allowed(answer)) == (304, True)


def test_a_mistake_of_ours_can_be_read(
    front: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.vehicles.VehicleList", None)
    answer = front.get("/api/v1/vehicles")
    assert (answer.status_code, is_allowed(answer)) == (500, True)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_allowed_page_follows_an_import(front: httpx.Client, world: World) -> None:
    job_id = world.add_import(**DONE)
    with front.stream("GET", "/api/v1/imports/stream", params={"job_id": str(job_id)}) as answer:
        answer.read()
        assert (answer.status_code, is_allowed(answer)) == (200, True)
        assert "job_status" in answer.text


def test_a_foreign_page_gets_an_answer_that_its_browser_keeps_from_it(front: httpx.Client) -> None:
    answer = front.get("/api/v1/imports", headers={"Origin": EVIL})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "Origin" in answer.headers["vary"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_cache_keeps_answers_for_pages_and_programs_apart(front: httpx.Client) -> None:
    del front.headers["Origin"], front.headers["Sec-Fetch-Site"]
    assert front.get("/health/live").headers["vary"] == "Accept-Encoding, Origin"
    assert front.get("/nowhere").headers["vary"] == "Accept-Language, Origin"
