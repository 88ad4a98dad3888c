"""An API that lets nobody in who has no token or session."""

from collections.abc import Callable

import pytest

from vehicle_pipeline.access_contracts import Caller, CallerKind, Scope
from vehicle_pipeline.adapters.access.sessions import Sessions
from vehicle_pipeline.adapters.postgres.database import Database

PERSON = Caller(kind=CallerKind.PERSON, id="ana@empresa", name="Ana", scope=Scope.ADMIN)
# What a page of ours sends with its forms.
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def signed_in(access_database: Database) -> Callable[[Caller], dict[str, str]]:
    """The cookie of a session that somebody has begun."""

    def cookie(caller: Caller) -> dict[str, str]:
        secret = Sessions(access_database, 3600).begin(caller)
        return {"Cookie": f"session={secret.text}"}

    return cookie
