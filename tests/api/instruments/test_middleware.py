"""Requests are counted by route, and by nothing that a client may choose freely."""

import httpx

from tests.api.metrics.exposition import scraped
from tests.api.serving import Serve, client, wait_until
from tests.api.sse import streaming
from tests.api.world import World
from vehicle_pipeline.settings import Settings


def test_requests_are_counted_by_the_templates_of_their_routes(
    own_api: httpx.Client, world: World
) -> None:
    job_id = str(world.add_import(filename="segredo.csv"))
    own_api.get(f"/api/v1/imports/{job_id}")
    own_api.head(f"/api/v1/imports/{job_id}")
    own_api.get("/api/v1/vehicles/ABC1D23/history")
    own_api.get(f"/importacoes/{job_id}")
    own_api.get("/wp-login.php")
    own_api.get("/api/v1/no-such-thing")
    own_api.get("/assets/x/no-such.css")
    own_api.delete("/health/live")
    own_api.request("PROPFIND", "/health/live")
    own_api.get("/api/v1/imports", headers={"Host": "evil.example"})
    found = scraped(own_api)

    def count(method: str, route: str, status: int) -> float | None:
        return found.value("http_requests_total", method=method, route=route, status=str(status))

    assert count("GET", "/api/v1/imports/{job_id}", 200) == 1
    assert count("HEAD", "/api/v1/imports/{job_id}", 200) == 1
    assert count("GET", "/api/v1/vehicles/{placa}/history", 404) == 1
    assert count("GET", "/importacoes/{job_id}", 200) == 1
    assert count("GET", "unknown", 404) == 3
    assert count("GET", "unknown", 421) == 1
    assert count("DELETE", "/health/live", 405) == 1
    assert count("other", "/health/live", 405) == 1
    assert found.value("http_requests_open") == 1
    routes = found.labels("http_requests_total", "route")
    assert routes == found.labels("http_request_seconds_count", "route")
    for secret in (job_id, "ABC1D23", "segredo", "wp-login", "evil", "no-such"):
        assert secret not in found.text


def test_streams_are_counted_as_long_as_they_last(own_api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    with streaming(own_api, job_id=job_id) as stream:
        stream.next()
        assert scraped(own_api).value("streams_open") == 1
    wait_until(lambda: scraped(own_api).value("streams_open") == 0)
    route = {"method": "GET", "route": "/api/v1/imports/stream"}
    assert scraped(own_api).value("http_requests_total", **route, status="200") == 1


def test_each_api_counts_its_own(start: Serve, settings: Settings) -> None:
    with client(start(settings)) as one, client(start(settings)) as other:
        one.get("/health/live")
        live = {"method": "GET", "route": "/health/live", "status": "200"}
        assert scraped(one).value("http_requests_total", **live) == 1
        assert scraped(other).value("http_requests_total", **live) is None
