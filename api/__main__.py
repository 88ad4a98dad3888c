"""`python -m api`: serve the API at the configured address until told to stop."""

import uvicorn

from api.app import create_app
from vehicle_pipeline.settings import Settings

# Streams end by themselves when the server stops; an upload gets this long to finish, in seconds.
SHUTDOWN_SECONDS = 5


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = Settings()
    uvicorn.run(
        create_app(settings),
        host=settings.api_host,
        port=settings.api_port,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        access_log=False,
    )


if __name__ == "__main__":
    main()
