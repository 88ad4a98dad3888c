"""PostgreSQL servers for tests."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT

from vehicle_pipeline.local.postgres import EmbeddedPostgres

# A busy machine is slow, not wrong: normally a server is up in a second.
START_SECONDS = 90


@contextmanager
def running_postgres(folder: Path, *options: str) -> Iterator[EmbeddedPostgres]:
    """Serve a new data folder until the context is left; `options` are PostgreSQL's own."""
    server = EmbeddedPostgres(folder)
    with subprocess.Popen(
        # Durability is not what these tests are about.
        [*server.program.command, "-c", "fsync=off", *options],
        user=server.program.user,
        group=server.program.user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert server.wait_until_ready(seconds=START_SECONDS)
            yield server
        finally:
            process.send_signal(SIGINT)
