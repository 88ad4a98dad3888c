"""An API whose people and programs an OpenID provider vouches for."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from pydantic import HttpUrl

from tests.api.serving import client, serving
from tests.api.world import World
from tests.issuer import CLIENT, KEYS, Issuer, issuing
from vehicle_pipeline.settings import Settings


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def with_provider(settings: Settings, issuer: str, port: int) -> Settings:
    """Return a configuration with a provider, for an API on a port."""
    return settings.model_copy(
        update={
            "oidc_issuer": issuer,
            "oidc_client_id": CLIENT,
            "oidc_import_groups": ("frota",),
            "oidc_admin_groups": ("ti",),
            "oidc_allow_http": True,
            "public_url": HttpUrl(f"http://127.0.0.1:{port}"),
        }
    )


@pytest.fixture(scope="session")
def _issuer() -> Iterator[Issuer]:
    with issuing() as opened:
        yield opened


@pytest.fixture(scope="session")
def _company_api(settings: Settings, _issuer: Issuer) -> Iterator[str]:
    port = free_port()
    with serving(with_provider(settings, _issuer.url, port), port=port) as address:
        yield address


@pytest.fixture
def issuer(_issuer: Issuer) -> Iterator[Issuer]:
    """The provider; what a test changes of it is changed back."""
    yield _issuer
    _issuer.status, _issuer.tokens = 200, {}
    _issuer.published = [KEYS["one"], KEYS["curve"]]
    _issuer.forms.clear()


@pytest.fixture
def company(_company_api: str, world: World) -> Iterator[httpx.Client]:
    """A client without any credentials."""
    with client(_company_api) as opened:
        yield opened
