"""Which requests are answered, by the headers that a browser sets and a page cannot forge."""

import pytest
from starlette.datastructures import Headers

from vehicle_pipeline.browsers import Doorkeeper, Origin

OURS = Doorkeeper.of(["fleet.example.com", "[2001:db8::1]"], ["https://front.example.com"])


def request(*headers: tuple[str, str]) -> Headers:
    return Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in headers])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "127.8.9.10:1",
        "localhost",
        "LOCALHOST:8000",
        "localhost.:8000",
        "app.localhost:8000",
        "[::1]:8000",
        "fleet.example.com",
        "Fleet.Example.com:443",
        "[2001:db8::1]:8000",
    ],
)
def test_loopback_and_configured_hosts_are_ours(host: str) -> None:
    assert OURS.knows_host(request(("host", host)))


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        ":8000",
        "evil.example",
        "evil.example:8000",
        "fleet.example.com.evil.example",
        "evil.fleet.example.com",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost",
        "0.0.0.0:8000",
        "10.0.0.1",
        "evil.example@127.0.0.1",
        "127.0.0.1/evil.example",
        "127.0.0.1?evil",
        "127.0.0.1#evil",
        "127.0.0.1 evil.example",
        "127.0.0.1, evil.example",
        "127.0.0.1:8000:9000",
        "127.0.0.1:port",
        "127.0.0.1:99999",
        "2130706433",
        "0x7f.1",
        "[::1",
        "[::ffff:10.0.0.1]",
        "*",
    ],
)
def test_any_other_host_is_not(host: str) -> None:
    assert not OURS.knows_host(request(("host", host)))


def test_a_request_without_host_or_with_two_is_not_for_us() -> None:
    assert not OURS.knows_host(request())
    assert not OURS.knows_host(request(("host", "localhost"), ("host", "evil.example")))
    assert not OURS.knows_host(request(("host", "localhost"), ("host", "localhost")))


def test_a_star_stands_for_every_host_but_none() -> None:
    anyone = Doorkeeper.of(["*"])
    assert anyone.knows_host(request(("host", "10.0.0.1:8000")))
    assert not anyone.knows_host(request())


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:8000", "http://LocalHost:8000"),
        ("fleet.example.com", "https://fleet.example.com"),
        ("fleet.example.com:443", "https://fleet.example.com"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_our_own_pages_are_not_foreign(host: str, origin: str) -> None:
    headers = [("host", host), ("origin", origin)]
    assert not OURS.is_foreign(request(*headers))
    assert not OURS.is_foreign(request(*headers, ("sec-fetch-site", "same-origin")))
    for site in ("cross-site", "same-site"):
        assert OURS.is_foreign(request(*headers, ("sec-fetch-site", site)))


@pytest.mark.parametrize("origin", ["https://front.example.com", "https://front.example.com:443"])
@pytest.mark.parametrize("site", [None, "same-origin", "same-site", "cross-site"])
def test_configured_origins_are_not_foreign(origin: str, site: str | None) -> None:
    fetch = [("sec-fetch-site", site)] if site else []
    headers = [("host", "127.0.0.1:8000"), ("origin", origin)]
    assert not OURS.is_foreign(request(*headers, *fetch))


def test_over_tls_a_page_that_came_without_it_is_foreign() -> None:
    secure = Doorkeeper.of(["fleet.example.com"], ["https://fleet.example.com"], is_secure=True)
    for host in ("fleet.example.com", "fleet.example.com:80"):
        headers = [("host", host), ("origin", "http://fleet.example.com")]
        assert secure.is_foreign(request(*headers))
        assert not OURS.is_foreign(request(*headers))
    own = [("host", "fleet.example.com"), ("origin", "https://fleet.example.com")]
    assert not secure.is_foreign(request(*own))
    local = [("host", "127.0.0.1:8000"), ("origin", "http://127.0.0.1:8000")]
    assert not secure.is_foreign(request(*local))


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:3000",
        "http://localhost:8000",
        "http://127.0.0.1:8000.evil.example",
        "http://127.0.0.1:8000@evil.example",
        "http://evil.example#@127.0.0.1:8000",
        "http://front.example.com",
        "https://front.example.com.evil.example",
        "https://front.example.com:8443",
        "https://evil.front.example.com",
        "file://",
        "chrome-extension://abcdef",
        "127.0.0.1:8000",
        "http://127.0.0.1:8000, http://evil.example",
    ],
)
def test_every_other_origin_is_foreign(origin: str) -> None:
    headers = [("host", "127.0.0.1:8000"), ("origin", origin), ("sec-fetch-site", "same-origin")]
    assert OURS.is_foreign(request(*headers))


def test_two_origins_are_foreign() -> None:
    own = ("origin", "http://127.0.0.1:8000")
    assert OURS.is_foreign(request(("host", "127.0.0.1:8000"), own, own))


@pytest.mark.parametrize(
    ("site", "is_foreign"),
    [
        (None, False),
        ("same-origin", False),
        ("none", False),
        ("same-site", True),
        ("cross-site", True),
        ("", True),
        ("anything", True),
    ],
)
def test_without_an_origin_the_browser_says_where_the_request_comes_from(
    site: str | None, is_foreign: bool
) -> None:
    headers = [
        ("host", "127.0.0.1:8000"),
        *([("sec-fetch-site", site)] if site is not None else []),
    ]
    assert OURS.is_foreign(request(*headers)) is is_foreign


@pytest.mark.parametrize("text", ["a" * 100_000, ":" * 100_000, "[" * 100_000, " " * 100_000])
def test_long_headers_cost_nothing(text: str) -> None:
    assert not OURS.knows_host(request(("host", text)))
    assert OURS.is_foreign(request(("host", "localhost"), ("origin", f"http://{text}")))


@pytest.mark.parametrize("host", ["http://fleet.example.com", "a b", "host:port", ""])
def test_a_host_that_no_request_could_have_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"not a host|port"):
        Doorkeeper.of([host])


@pytest.mark.parametrize("origin", ["front.example.com", "https://front.example.com/app", "*"])
def test_an_origin_that_no_page_could_have_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match=r"not an origin|not a host"):
        Doorkeeper.of([], [origin])


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("HTTPS://Front.Example.com:443/", "https://front.example.com"),
        ("http://localhost:5173", "http://localhost:5173"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]"),
    ],
)
def test_an_origin_is_written_as_browsers_do(written: str, origin: str) -> None:
    assert str(Origin.parse(written)) == origin


def test_only_configured_origins_are_allowed() -> None:
    assert OURS.allows_origin(request(("origin", "https://front.example.com")))
    for headers in (
        request(),
        request(("host", "127.0.0.1"), ("origin", "http://127.0.0.1")),
        request(("origin", "http://front.example.com")),
        request(("origin", "null")),
        request(("origin", "https://front.example.com"), ("origin", "https://evil.example")),
    ):
        assert not OURS.allows_origin(headers)
