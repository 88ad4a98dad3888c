"""What hostile clients ask for: a long event log, and an import with many rejected rows."""

import json
from uuid import UUID

import psycopg

from vehicle_pipeline.contracts import JOB_ID_TAG, LIVE_EVENTS_KEY

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
_REJECTED = """
insert into rejected_rows (job_id, row_number, chunk_index, code, field, value, params, raw_row)
select %(job_id)s, n, 0, 'invalid_plate', 'placa', 'AB-1', '{}',
    jsonb_build_object('c0', repeat('x', 200))
from generate_series(1, %(rows)s) as n
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
    with psycopg.connect(url) as connection:
        connection.execute(_IMPORT, values)
        connection.execute(_REJECTED, values)
        connection.execute("insert into dagster.runs (run_id) values (%(run)s)", values)
        connection.execute(_TAG, values)
        connection.execute(_EVENTS, values)
