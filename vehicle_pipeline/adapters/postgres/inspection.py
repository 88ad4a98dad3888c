"""What a database says of itself to somebody who looks whether it is fit for use."""

import time
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from vehicle_pipeline.adapters.postgres.database import load_statements
from vehicle_pipeline.adapters.postgres.patience import PatientConnection, connect_options
from vehicle_pipeline.errors import DatabaseUnavailableError
from vehicle_pipeline.frozen import Frozen

# A database that works answers sooner, in seconds.
_PATIENCE = 5.0

_SQL = load_statements("inspection")


class DatabaseFacts(Frozen):
    """What is known of a database; `revision` is that of our tables, None: there are none.

    `ahead` is how far its clock is ahead of ours, in seconds.
    """

    version: str
    name: str
    account: str
    is_read_only: bool
    makes_tables: bool
    makes_schemas: bool
    revision: str | None
    ahead: float


def inspect(url: str) -> DatabaseFacts:
    """Look at the database. Raises DatabaseUnavailableError, whose cause is the driver's error."""
    try:
        with _connect(url) as connection:
            began = time.time()
            row: dict[str, Any] = connection.execute(_SQL.facts).fetchone() or {}
            # Asked at some moment in between.
            ours = datetime.fromtimestamp((began + time.time()) / 2, UTC)
            ahead = (row.pop("now") - ours).total_seconds()
            found = connection.execute(_SQL.revision).fetchone() if row.pop("has_tables") else None
    except psycopg.Error as error:
        raise DatabaseUnavailableError from error
    return DatabaseFacts(**row, revision=found["version_num"] if found else None, ahead=ahead)


def _connect(url: str) -> psycopg.Connection[dict[str, Any]]:
    connection = PatientConnection.connect(
        url,
        autocommit=True,
        row_factory=dict_row,
        connect_timeout=int(_PATIENCE),
        **connect_options(url, "vehicle-pipeline doctor", _PATIENCE),
    )
    connection.patience = _PATIENCE
    return connection
