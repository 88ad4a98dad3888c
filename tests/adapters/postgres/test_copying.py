"""What COPY sends arrives whole, in blocks of whole rows, or not at all."""

import pytest

from vehicle_pipeline.adapters.postgres.copying import copied_blocks
from vehicle_pipeline.adapters.postgres.database import Connection, Database
from vehicle_pipeline.errors import StatementRefusedError

ROWS = 30_000
NUMBERS = "copy (select i, {} from generate_series(1, %(rows)s) i) to stdout (format csv)"
TEXT = NUMBERS.format("repeat('x', i %% 50)")


def copied(connection: Connection, sql: str, size: int) -> list[bytes]:
    return list(copied_blocks(connection, sql, {"rows": ROWS}, size))


@pytest.mark.parametrize("size", [1, 100, 1 << 16, 1 << 30])
def test_all_rows_arrive_in_order_whatever_the_size_of_a_block(
    database: Database, size: int
) -> None:
    with database.transaction() as connection:
        blocks = copied(connection, TEXT, size)
        assert all(not block or block.endswith(b"\n") for block in blocks)
        numbers = [int(line.partition(b",")[0]) for line in b"".join(blocks).splitlines()]
        assert numbers == list(range(1, ROWS + 1))
        # The connection is as good as before.
        assert connection.execute("select 1 as one").fetchone() == {"one": 1}


@pytest.mark.parametrize("bad_row", [1, 20_000, ROWS])
def test_a_copy_that_fails_on_its_way_is_an_error_and_no_shorter_file(
    database: Database, bad_row: int
) -> None:
    failing = NUMBERS.format(f"1 / (i - {bad_row})")
    with (
        pytest.raises(StatementRefusedError, match="division by zero"),
        database.transaction() as connection,
    ):
        copied(connection, failing, 1 << 10)
