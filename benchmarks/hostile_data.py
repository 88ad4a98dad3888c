"""What hostile clients ask for: a long event log, and an import with many rejected rows."""

import json
from uuid import UUID

import polars as pl
import psycopg
from psycopg.rows import dict_row

from vehicle_pipeline.adapters.imports.rejected_rows import store_rejected
from vehicle_pipeline.contracts import JOB_ID_TAG, LIVE_EVENTS_KEY
from vehicle_pipeline.domain.rejections import COMPARED_FAULTS

EVENTS = 25_000
# From here on a client gets every event again.
NEWEST = EVENTS - 4_500
# About 12 MB as CSV, more than the buffers of a connection hold.
REJECTED = 50_000
PREPARED_IMPORT = UUID(int=1)
_RUN = str(UUID(int=2))

_IMPORT = """
insert into import_jobs
    (id, filename, object_key, file_size, file_sha256, status,
    total_rows, error_rows, rejected_rows)
values (%(job_id)s, 'frota.csv', 'x.csv', 10, repeat('0', 64), 'completed',
    %(rows)s, %(rows)s, %(rows)s)
"""
_TAG = """
insert into dagster.run_tags (run_id, key, value)
values (%(run)s, %(tag)s, %(job_id)s::text)
"""
_EVENTS = """
insert into dagster.event_logs (run_id, event, dagster_event_type, "timestamp")
select %(run)s, %(text)s, 'ENGINE_EVENT', now() at time zone 'UTC'
from generate_series(1, %(events)s)
"""


def fill(url: str) -> None:
    """Write everything into an empty database."""
    data = {"processed_rows": 1_000, "total_rows": 2_000, "error_rows": 3}
    live = [{"event": "job_progress", "data": data}]
    entry = {"label": LIVE_EVENTS_KEY, "entry_data": {"data": live}}
    text = {"dagster_event": {"event_specific_data": {"metadata_entries": [entry]}}}
    values = {
        "job_id": PREPARED_IMPORT,
        "rows": REJECTED,
        "run": _RUN,
        "tag": JOB_ID_TAG,
        "events": EVENTS,
        "text": json.dumps(text),
    }
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute(_IMPORT, values)
        store_rejected(connection, {"job_id": PREPARED_IMPORT, "chunk_index": 0}, *_rejected())
        connection.execute("insert into dagster.runs (run_id) values (%(run)s)", values)
        connection.execute(_TAG, values)
        connection.execute(_EVENTS, values)


def _rejected() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return rows with one fault each, and their cells."""
    numbers = pl.DataFrame({"row_number": range(1, REJECTED + 1)}, schema={"row_number": pl.Int32})
    faults = numbers.with_columns(
        code=pl.lit("invalid_plate"),
        field=pl.lit("placa"),
        value=pl.lit("AB-1"),
        params=pl.lit("{}"),
    )
    empty = COMPARED_FAULTS.to_frame()
    return (
        pl.concat([empty, faults], how="diagonal"),
        numbers.with_columns(c0=pl.lit("x" * 200)),
    )
