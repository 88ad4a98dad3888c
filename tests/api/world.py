"""Imports, vehicles and Dagster events as the pipeline would leave them in the database."""

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from tests.adapters.stored_faults import store_faults
from vehicle_pipeline.contracts import JOB_ID_TAG, LIVE_EVENTS_KEY

Rows = list[tuple[Any, ...]]

# What an import's row says in the end.
DONE = {"status": "completed", "total_rows": 3, "processed_rows": 3, "inserted_rows": 3}


class World:
    """Writes rows by hand."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.connection = connection
        self._rejected: dict[tuple[UUID, int], list[dict[str, Any]]] = defaultdict(list)

    def all(self, query: str, **values: Any) -> Rows:
        return self.connection.execute(query, values).fetchall()

    def add_import(self, **columns: Any) -> UUID:
        row = {
            "id": uuid4(),
            "filename": "frota.csv",
            "object_key": "x.csv",
            "file_size": 10,
            "file_sha256": "0" * 64,
            **columns,
        }
        self._insert("import_jobs", row)
        return UUID(str(row["id"]))

    def update_import(self, job_id: UUID | str, **columns: Any) -> None:
        changes = ", ".join(f"{name} = %({name})s" for name in columns)
        self.connection.execute(
            f"update import_jobs set {changes} where id = %(id)s", {**columns, "id": job_id}
        )

    def add_log(self, job_id: UUID, code: str = "run_died", **params: Any) -> int:
        row = {"job_id": job_id, "level": "info", "code": code, "params": Jsonb(params)}
        return int(self._insert("job_logs", row, returning="id")[0][0])

    def newest_change(self) -> int:
        """The id of the newest change of an import's status."""
        return int(self.all("select max(id) from import_changes")[0][0])

    def add_alert(self, **columns: Any) -> int:
        row = {"code": "dead_letter", "params": Jsonb({"message_id": "m"}), **columns}
        return int(self._insert("alerts", row, returning="id")[0][0])

    def add_rejected(self, job_id: UUID, row_number: int, **columns: Any) -> None:
        fault = {"code": "invalid_plate", "field": "placa", "value": "AB-1", "params": {}}
        of_row = self._rejected[job_id, row_number]
        of_row.append({**fault, **columns, "row_number": row_number})
        store_faults(self.connection, job_id, of_row)

    def add_occurrence(self, schedule_id: UUID | str, **columns: Any) -> int:
        row = {"schedule_id": schedule_id, "due_at": datetime.now(UTC), "state": "due", **columns}
        return int(self._insert("schedule_occurrences", row, returning="id")[0][0])

    def add_object(self, schedule_id: UUID | str, **columns: Any) -> int:
        """An object of a schedule's source that was refused."""
        now = datetime.now(UTC)
        times = dict.fromkeys(("modified_at", "seen_at", "looked_at", "still_since"), now)
        fixed = {"schedule_id": schedule_id, "version": uuid4().hex, "size": 10}
        row = {"key": "frota.csv", "path": "frota.csv", "state": "refused", **times, **fixed}
        return int(self._insert("source_objects", {**row, **columns}, returning="id")[0][0])

    def turn_schedules_off(self) -> None:
        """Turn the schedule off that starts the others, as somebody does in the Dagster UI."""
        body = json.dumps({"origin": {"job_name": "scheduled_reimports"}})
        row = {"instigator_type": "SCHEDULE", "status": "STOPPED", "instigator_body": body}
        self._insert("dagster.instigators", row)

    def add_vehicle(self, plate: str, **columns: Any) -> None:
        row = {
            "plate": plate,
            "placa": plate,
            "modelo": "GOL",
            "ano": 2020,
            "valor_fipe": "45000.00",
            "import_id": uuid4(),
            "source_row": 2,
        }
        self._insert("vehicles", {**row, **columns})

    def add_dead_letter(self, body: str = "not ours", **columns: Any) -> UUID:
        row = {"message_id": uuid4().hex, "body": body.encode(), "receive_count": 5, **columns}
        return UUID(str(self._insert("dead_letters", row, returning="id")[0][0]))

    def add_run(self, job_id: UUID) -> str:
        """Tag a run of Dagster's with an import."""
        run_id = str(uuid4())
        self._insert("dagster.runs", {"run_id": run_id})
        tag = {"run_id": run_id, "key": JOB_ID_TAG, "value": str(job_id)}
        self._insert("dagster.run_tags", tag)
        return run_id

    def update_run(self, job_id: UUID, status: str) -> None:
        """Set the status of an import's runs, as Dagster does."""
        self.connection.execute(
            "update dagster.runs set status = %s where run_id in"
            " (select run_id from dagster.run_tags where value = %s)",
            [status, str(job_id)],
        )

    def take_up(self, job_id: UUID) -> str:
        """Have a new run take an import up; return the run's id."""
        run_id = self.add_run(job_id)
        self.connection.execute(
            "update import_jobs set status = 'processing', dagster_run_id = %s,"
            " started_at = coalesce(started_at, now()) where id = %s",
            [run_id, job_id],
        )
        return run_id

    def add_steps(self, run_id: str, begin: datetime, *steps: tuple[str, str, float]) -> None:
        """Log steps of a run: op, START or SUCCESS, and seconds since a moment."""
        for op, kind, second in steps:
            self.connection.execute(
                "insert into dagster.event_logs"
                " (run_id, event, dagster_event_type, timestamp, step_key)"
                " values (%s, '{}', %s, %s at time zone 'UTC', %s)",
                [
                    run_id,
                    f"STEP_{kind}",
                    begin + timedelta(seconds=second),
                    f"import_vehicles.{op}",
                ],
            )

    def finish(self, job_id: UUID, run_id: str) -> None:
        """Complete an import, and its run."""
        self.update_import(job_id, **DONE)
        self.add_event(run_id, "PIPELINE_SUCCESS")

    def add_event(self, run_id: str, kind: str = "ENGINE_EVENT", *live: dict[str, Any]) -> int:
        """Log an event as dagster-postgres does, and return its id."""
        event_id = self.insert_event(self.connection, run_id, kind, *live)
        self.connection.execute(f"notify run_events, '{run_id}_{event_id}'")
        return event_id

    @staticmethod
    def insert_event(
        connection: psycopg.Connection[Any], run_id: str, kind: str, *live: dict[str, Any]
    ) -> int:
        """Log an event in the connection's own transaction, telling nobody."""
        entry = {"label": LIVE_EVENTS_KEY, "entry_data": {"data": list(live)}}
        specific = {"metadata_entries": [entry] if live else []}
        text = json.dumps({"dagster_event": {"event_specific_data": specific}})
        row = connection.execute(
            "insert into dagster.event_logs (run_id, event, dagster_event_type, timestamp)"
            " values (%s, %s, %s, now() at time zone 'UTC') returning id",
            (run_id, text, kind),
        ).fetchone()
        assert row is not None
        return int(row[0])

    def _insert(self, table: str, row: dict[str, Any], returning: str = "1") -> Rows:
        names = ", ".join(row)
        slots = ", ".join(f"%({name})s" for name in row)
        statement = f"insert into {table} ({names}) values ({slots}) returning {returning}"
        return self.connection.execute(statement, row).fetchall()


def progress(processed: int) -> dict[str, Any]:
    """A live event as the pipeline attaches it."""
    return {"event": "job_progress", "data": {"processed_rows": processed}}
