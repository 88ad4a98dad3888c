"""How the clients of a storm get into the API: its address, and a token."""

from dataclasses import dataclass, field

import httpx

from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.postgres.database import Database


@dataclass(frozen=True)
class Door:
    """Where access is open, no token is needed."""

    api_url: str
    token: str = field(default="", repr=False)

    def client(self, seconds: float) -> httpx.Client:
        """Return a client that waits so long for an answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        # No proxy of the environment: the API is on this machine.
        return httpx.Client(
            base_url=self.api_url, timeout=seconds, headers=headers, trust_env=False
        )


def with_token(api_url: str, database_url: str) -> Door:
    """Return the way in with a new token that may do everything."""
    database = Database(database_url, application="vehicle-pipeline chaos")
    try:
        return Door(api_url, Tokens(database).create("storm", Scope.ADMIN, 1).secret.text)
    finally:
        database.close()
