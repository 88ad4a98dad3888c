"""How PostgreSQL is to plan work on many rows at once."""

from vehicle_pipeline.adapters.postgres.database import Connection, load_statements

_SQL = load_statements("planning")


def find_by_index(connection: Connection) -> None:
    """For the rest of a transaction, find rows by index and join them by hash.

    The planner's expectations do not count then (docs/decisions/0024).
    """
    connection.execute(_SQL.find_by_index)
