"""How the API is served: one way, whoever starts it."""

from typing import Any

import uvicorn

from api.app import create_app
from api.server.heads import BoundedHeads
from vehicle_pipeline.settings import Settings

# What uvicorn is to do otherwise than by default.
OPTIONS: dict[str, Any] = {
    "http": BoundedHeads,
    # There are none, so no library for them has to look at what strangers send.
    "ws": "none",
    # Streams end by themselves when the server stops; an upload gets this long to finish, in s.
    "timeout_graceful_shutdown": 5,
}


def serve(settings: Settings) -> None:
    """Serve the API at the configured address until SIGTERM or SIGINT."""
    uvicorn.run(create_app(settings), host=settings.api_host, port=settings.api_port, **OPTIONS)
