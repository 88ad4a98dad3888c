"""A database without space: a tablespace on a small disk, else a trigger that says the same."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.disks import small_disk

Tables = psycopg.Connection[tuple[Any, ...]]

_REFUSE = """
create function no_space() returns trigger language plpgsql as $$
begin
    raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
end $$;
create trigger no_space before insert on {table} for each row execute function no_space();
"""


@contextmanager
def refusing(tables: Tables, table: str) -> Iterator[None]:
    """Have the server say that there is no space for a row of `table`."""
    tables.execute(_REFUSE.format(table=table))
    try:
        yield
    finally:
        tables.execute("drop function no_space cascade")


@contextmanager
def without_space(tables: Tables, table: str, user: str | None) -> Iterator[None]:
    """Have `table` on a disk too small for more than a few rows, for as long as the context lasts.

    `user` is the one that the server runs as.
    """
    with small_disk() as disk:
        if disk is None:
            with refusing(tables, table):
                yield
            return
        folder = disk.folder / "space"
        folder.mkdir(mode=0o700)
        if user:
            shutil.chown(folder, user)
        tables.execute(f"create tablespace small location '{folder}'")
        tables.execute(f"alter table {table} set tablespace small")
        disk.fill()
        try:
            yield
        finally:
            disk.free()
            tables.execute(f"alter table {table} set tablespace pg_default")
            tables.execute("drop tablespace small")
