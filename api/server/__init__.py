"""How the API is served: the same way under every command."""

import sys
from functools import partial
from typing import Any

import uvicorn

from api.app import create_app
from api.server.connections import Connection
from api.server.descriptors import connections_at_most, raise_limit
from api.server.lobby import Lobby
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.logs.install import install
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.tracing.process import traced


def serve(settings: Settings) -> None:
    """Serve the API at the configured address until SIGTERM or SIGINT."""
    for code in [*settings.oidc_faults, *({"api_exposed", "api_named"} & set(settings.exposed))]:
        sys.exit(sentence(code, {}) + ".")
    install(settings.log_format)
    raise_limit()
    host, port = settings.api_host, settings.api_port
    with traced(settings, "api"):
        uvicorn.run(
            create_app(settings), host=host, port=port, **options(settings, connections_at_most())
        )


def options(settings: Settings, connections: int) -> dict[str, Any]:
    """Return what uvicorn is to do otherwise than by default, for so many connections at most."""
    return {
        "http": partial(Connection, Lobby(connections)),
        # By itself it believes whatever comes from this machine.
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        # There are none, so no library for them has to look at what strangers send.
        "ws": "none",
        # Streams end by themselves when the server stops; an upload gets this long to finish, in s.
        "timeout_graceful_shutdown": 5,
    }
