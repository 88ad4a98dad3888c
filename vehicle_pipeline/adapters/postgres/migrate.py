"""Bringing the database to the current version of the tables."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from vehicle_pipeline.adapters.postgres.driver_errors import translated
from vehicle_pipeline.adapters.postgres.patience import connect_options
from vehicle_pipeline.settings import DAGSTER_SCHEMA

# Names our advisory lock in the whole database; any constant will do ("vehicle" in ASCII).
LOCK_KEY = 0x76656869636C65


def migrate(database_url: str) -> None:
    """Create or upgrade our tables, and the schema in which Dagster keeps its own.

    One transaction; processes that migrate at the same time wait for each other.
    Raises DatabaseError when PostgreSQL is away.
    """
    url = make_url(database_url).set(drivername="postgresql+psycopg")
    options = connect_options(database_url, "vehicle-pipeline migrate")
    engine = create_engine(url, poolclass=NullPool, connect_args=options)
    try:
        with engine.begin() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
            connection.execute(text(f"create schema if not exists {DAGSTER_SCHEMA}"))
            command.upgrade(_config(connection), "head")
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            raise translated(error.orig) from error
        raise


def revisions() -> list[str]:
    """Return every version of the tables that this program knows, the newest first."""
    scripts = ScriptDirectory.from_config(_scripts()).walk_revisions()
    return [script.revision for script in scripts]


def _config(connection: Connection) -> Config:
    config = _scripts()
    config.attributes["connection"] = connection
    return config


def _scripts() -> Config:
    config = Config()
    folder = Path(__file__).parents[1] / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
