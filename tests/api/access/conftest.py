"""An API that lets nobody in who has no token or session."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.api.serving import client, serving
from tests.api.world import World
from vehicle_pipeline.access_contracts import Caller, CallerKind, Scope
from vehicle_pipeline.adapters.access.sessions import Sessions
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings

PERSON = Caller(kind=CallerKind.PERSON, id="ana@empresa", name="Ana", scope=Scope.ADMIN)
# What a page of ours sends with its forms.
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="session")
def closed_settings(settings: Settings) -> Settings:
    """The configuration of the API under test, with access closed."""
    return settings.model_copy(update={"authentication": "required"})


@pytest.fixture(scope="session")
def _closed_api(closed_settings: Settings) -> Iterator[str]:
    with serving(closed_settings) as address:
        yield address


@pytest.fixture
def closed(_closed_api: str, world: World) -> Iterator[httpx.Client]:
    """A client without any credentials."""
    with client(_closed_api) as opened:
        yield opened


@pytest.fixture(scope="session")
def access_database(settings: Settings) -> Iterator[Database]:
    """The database of the API, for what is done beside it."""
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def tokens(access_database: Database) -> Tokens:
    """The tokens of the API."""
    return Tokens(access_database)


@pytest.fixture(scope="session")
def bearer(tokens: Tokens) -> Callable[[Scope], dict[str, str]]:
    """The header of a new token with a scope."""

    def header(scope: Scope) -> dict[str, str]:
        made = tokens.create(f"of the tests, {scope}", scope, 1)
        return {"Authorization": f"Bearer {made.secret.text}"}

    return header


@pytest.fixture
def signed_in(access_database: Database) -> Callable[[Caller], dict[str, str]]:
    """The cookie of a session that somebody has begun."""

    def cookie(caller: Caller) -> dict[str, str]:
        secret = Sessions(access_database, 3600).begin(caller)
        return {"Cookie": f"session={secret.text}"}

    return cookie
