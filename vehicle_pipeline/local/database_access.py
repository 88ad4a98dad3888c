"""The database of a stack, for commands that need no more of it than that."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from vehicle_pipeline.local import postgres
from vehicle_pipeline.local.database_alone import running_alone
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.settings import Settings


@contextmanager
def database_url(settings: Settings, narrator: Narrator) -> Iterator[str]:
    """Yield the address of DATABASE_URL, or of the embedded database, with its tables made.

    If no stack runs, the embedded database is started for as long as the context lasts.
    """
    data_dir = DataDir(settings.data_dir.resolve())
    if url := settings.database_url or postgres.running_url(data_dir.postgres):
        _migrate(url)
        yield url
        return
    with running_alone(settings, os.environ, narrator) as address:
        _migrate(address)
        yield address


def _migrate(url: str) -> None:
    # Late: Alembic takes a while to import.
    from vehicle_pipeline.adapters.postgres.migrate import migrate

    migrate(url)
