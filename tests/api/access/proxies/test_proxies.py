"""The proxies of docs/deploy, run as they stand there: who gets through to what."""

import socket
import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest
from pydantic import HttpUrl

from tests.api.access.proxies.served import NAME, Ports, Proxy, executable, running
from tests.api.serving import serving
from tests.defs.webservers import running_webserver
from vehicle_pipeline.access_contracts import Caller, CallerKind, Scope
from vehicle_pipeline.local.ports import PortClaims
from vehicle_pipeline.settings import Settings

PERSON = Caller(kind=CallerKind.PERSON, id="ana@empresa", name="Ana", scope=Scope.ADMIN)
PROXIES = ("caddy", "nginx")
SignedIn = Callable[[Caller], dict[str, str]]


@pytest.fixture(scope="module")
def dagster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a Dagster UI; it takes longest to start, so both proxies share it."""
    with running_webserver(tmp_path_factory.mktemp("dagster")) as port:
        yield port


@pytest.fixture(scope="module")
def api(closed_settings: Settings) -> Iterator[int]:
    """Port of an API that believes the proxy."""
    changed = {"public_url": HttpUrl(f"https://{NAME}"), "trusted_proxies": ("127.0.0.1",)}
    with serving(closed_settings.model_copy(update=changed)) as address:
        yield int(address.rpartition(":")[2])


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest,
    api: int,
    dagster: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Proxy]:
    executable(request.param)
    with PortClaims() as claims:
        console, ui, plain = (claims.any_free() for _ in range(3))
    ports = Ports(console=console, ui=ui, plain=plain, api=api, dagster=dagster)
    with running(request.param, ports, tmp_path_factory.mktemp(request.param)) as opened:
        yield opened


def session(cookie: dict[str, str]) -> dict[str, str]:
    """Return the cookie as browsers name it behind TLS."""
    return {"Cookie": f"__Host-{cookie['Cookie']}"}


def test_without_a_session_the_dagster_ui_leads_to_the_sign_in(proxy: Proxy) -> None:
    for path in ("/", "/graphql", "/server_info"):
        answer = proxy.ask(proxy.ports.ui, path, Accept="text/html")
        assert answer.status_code == 303, path
        assert answer.headers["location"] == f"https://{NAME}/entrar"


def test_a_session_of_too_small_a_scope_is_refused(proxy: Proxy, signed_in: SignedIn) -> None:
    small = session(signed_in(PERSON.model_copy(update={"id": "rui", "scope": Scope.IMPORT})))
    for path in ("/", "/graphql"):
        assert proxy.ask(proxy.ports.ui, path, **small).status_code == 403, path


def test_the_right_one_sees_dagster(
    proxy: Proxy,
    signed_in: SignedIn,
    bearer: Callable[[Scope], dict[str, str]],
) -> None:
    cookie = session(signed_in(PERSON))
    page = proxy.ask(proxy.ports.ui, "/", Accept="text/html", **cookie)
    assert (page.status_code, "Dagster" in page.text) == (200, True)
    assert proxy.ask(proxy.ports.ui, "/server_info", **cookie).status_code == 200
    assert proxy.ask(proxy.ports.ui, "/server_info", **bearer(Scope.ADMIN)).status_code == 200
    # What changes something passes, from a page of its own; its guard refuses others.
    own = {"Origin": f"https://{NAME}:{proxy.ports.ui}"}
    foreign = {"Origin": "https://evil.example"}
    for sender, status in ((own, 400), (foreign, 403)):
        answer = proxy.ask(proxy.ports.ui, "/graphql", "POST", **cookie, **sender)
        assert answer.status_code == status


@pytest.mark.parametrize("path", ["/runs?tab=queued", "/runs?q=tag%3Aimport%2Fjob_id%3D1", "/?a&b"])
def test_addresses_of_the_ui_keep_what_is_asked_of_them(
    proxy: Proxy, signed_in: SignedIn, path: str
) -> None:
    cookie = session(signed_in(PERSON))
    assert proxy.ask(proxy.ports.ui, path, Accept="text/html", **cookie).status_code == 200
    assert proxy.ask(proxy.ports.ui, path, Accept="text/html").status_code == 303


def test_another_name_is_answered_by_nobody(proxy: Proxy, signed_in: SignedIn) -> None:
    cookie = session(signed_in(PERSON))
    for port in (proxy.ports.ui, proxy.ports.console):
        answer = proxy.ask(port, "/", Host="evil.example", **cookie)
        # Caddy has no site of that name, and says nothing at all.
        assert (answer.status_code, answer.text) == (200, "") or answer.status_code == 421, port


def test_a_websocket_needs_the_session_too(proxy: Proxy, signed_in: SignedIn) -> None:
    assert b" 101 " in _handshake(proxy, session(signed_in(PERSON)))
    assert b" 303 " in _handshake(proxy, {})


def _handshake(proxy: Proxy, headers: dict[str, str]) -> bytes:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host = f"{NAME}:{proxy.ports.ui}"
    upgrade = {
        "Host": host,
        "Origin": f"https://{host}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "graphql-ws",
    }
    lines = [f"{name}: {value}" for name, value in (upgrade | headers).items()]
    head = "\r\n".join(["GET /graphql HTTP/1.1", *lines, "", ""])
    with (
        socket.create_connection(("127.0.0.1", proxy.ports.ui), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as secure,
    ):
        secure.sendall(head.encode())
        return secure.recv(4_000).partition(b"\r\n")[0]


def test_what_clients_say_of_themselves_changes_nothing(proxy: Proxy) -> None:
    said = {
        "X-Access-Caller": "person:ana@empresa",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Uri": "/health/live",
        "X-Original-URL": "/health/live",
        "Forwarded": "for=127.0.0.1;host=evil.example",
    }
    answer = proxy.ask(proxy.ports.ui, "/", Accept="text/html", **said)
    assert answer.headers["location"] == f"https://{NAME}/entrar"
    page = proxy.ask(proxy.ports.console, "/veiculos", Accept="text/html", **said)
    assert page.headers["location"] == "/entrar?voltar=/veiculos"
    assert proxy.ask(proxy.ports.console, "/api/v1/imports", **said).status_code == 401


def test_events_come_as_they_are_sent(proxy: Proxy, signed_in: SignedIn) -> None:
    answer = proxy.stream("/api/v1/imports/stream", **session(signed_in(PERSON)))
    try:
        # Buffered, it would not come before the stream is over.
        assert next(answer.iter_lines()) == ": connected"
    finally:
        answer.close()


def test_the_largest_upload_passes(
    proxy: Proxy,
    bearer: Callable[[Scope], dict[str, str]],
) -> None:
    request = proxy.http.build_request(
        "POST",
        f"https://127.0.0.1:{proxy.ports.console}/api/v1/imports",
        headers=bearer(Scope.IMPORT) | {"Host": NAME},
        # As large as an upload may be by default, and the form around it.
        files={"file": ("a.csv", b"x" * 20_900_000)},
        extensions={"sni_hostname": NAME},
    )
    answer = proxy.http.send(request)
    # The API of the tests takes less; it is asked, and not answered for.
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


def test_where_the_ui_is_read_only_readers_may_see_it(
    closed_settings: Settings,
    bearer: Callable[[Scope], dict[str, str]],
) -> None:
    changed = closed_settings.model_copy(update={"dagster_read_only": True})
    with serving(changed) as address, httpx.Client(base_url=address, trust_env=False) as http:
        path = "/api/v1/access/dagster"
        assert http.get(path).status_code == 401
        answer = http.get(path, headers=bearer(Scope.READ))
        assert answer.status_code == 204
        assert answer.headers["X-Access-Caller"].startswith("token:")
