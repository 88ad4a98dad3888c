"""The whole way in, with a provider that other people wrote, as a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr

from tests.api.serving import client, serving, wait_until
from tests.api.world import World
from vehicle_pipeline.settings import Settings

from .conftest import free_port, with_provider

PEOPLE = [
    {"sub": "ana", "name": "Ana Souza", "groups": ["ti"]},
    {"sub": "rui", "name": "Rui", "groups": ["compras"]},
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = free_port()
    people = [f"--user-claims={json.dumps(each)}" for each in PEOPLE]
    command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", *people]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(trust_env=False, verify=False) as http:
            wait_until(lambda: _answers(http, address))
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _answers(http: httpx.Client, address: str) -> bool:
    try:
        return http.get(address).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def api_address(settings: Settings, provider: str) -> Iterator[str]:
    port = free_port()
    # This provider knows no public clients.
    secret = {"oidc_client_secret": SecretStr("s3cret")}
    given = with_provider(settings, provider, port).model_copy(update=secret)
    with serving(given, port=port) as address:
        yield address


def sign_in(http: httpx.Client, person: str) -> httpx.Response:
    """Do what a browser does, up to the page that is shown in the end."""
    page = {"Accept": "text/html"}
    asked = http.get("/entrar/oidc", params={"voltar": "/acessos"}, headers=page)
    confirmed = http.post(asked.headers["location"], data={"sub": person})
    return http.get(confirmed.headers["location"], headers=page, follow_redirects=True)


def test_whom_the_provider_knows_gets_in_and_makes_a_token(api_address: str, world: World) -> None:
    with client(api_address) as http:
        shown = sign_in(http, "ana")
        assert urlsplit(str(shown.url)).path == "/acessos"
        assert "Você entrou como Ana Souza" in shown.text
        form = {"name": "ERP", "scope": "import", "days": "30"}
        made = http.post("/acessos", data=form, headers={"Sec-Fetch-Site": "same-origin"})
        assert "vp_" in made.text
        who = http.get("/api/v1/admin/audit-log").json()["items"]
        assert {each["caller_name"] for each in who[:2]} == {"Ana Souza"}


def test_who_is_in_no_group_of_ours_does_not(api_address: str) -> None:
    with client(api_address) as http:
        answer = sign_in(http, "rui")
        assert answer.status_code == 403
        assert http.get("/api/v1/imports").status_code == 401
