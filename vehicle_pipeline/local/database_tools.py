"""PostgreSQL's programs that `vehicle-pipeline database` runs."""

from enum import StrEnum


class Tool(StrEnum):
    """A program that comes with the embedded PostgreSQL."""

    PSQL = "psql"
    DUMP = "pg_dump"
    RESTORE = "pg_restore"
