"""Schedules that fail again and again: a warning at half of the limit, a pause at the limit."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from vehicle_pipeline.adapters.alerts.outbox import raise_alert
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.planning import advance, locked
from vehicle_pipeline.adapters.schedules.schedules import pause_now
from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.domain import alerts
from vehicle_pipeline.errors import ScheduleNotFoundError
from vehicle_pipeline.schedule_contracts import Schedule

# Occurrences judged in one call; the others are in the next.
BATCH = 500

_SQL = load_statements("schedule_failures")


@dataclass(frozen=True)
class Failures:
    """Counts the failures of schedules; `limit` in a row pause one, `catch_up` as for Schedules."""

    database: Database
    limit: int
    catch_up: int

    def judge(self, now: datetime) -> None:
        """Count each occurrence that has ended, once.

        Each in a transaction of its own, with the pause and the alert that follow from it.
        """
        with self.database.transaction() as connection:
            found = connection.execute(_SQL.unjudged, {"limit": BATCH}).fetchall()
        for each in found:
            self.database.repeat(partial(self._judge, each, now))

    def _judge(self, each: dict[str, Any], now: datetime, connection: Connection) -> None:
        try:
            schedule = locked(connection, each["schedule_id"])
        except ScheduleNotFoundError:
            return
        judged = connection.execute(_SQL.judge, each).fetchone()
        if judged is None:
            return
        failures = one(connection, _SQL.count, {**each, **judged})["failures"]
        if judged["has_failed"] and schedule.enabled:
            self._react(connection, schedule, failures, now)

    def _react(
        self, connection: Connection, schedule: Schedule, failures: int, now: datetime
    ) -> None:
        if failures >= self.limit:
            because = Assumption(code="paused_after_failures", params={"failures": failures})
            advance(connection, schedule, now, self.catch_up)
            pause_now(connection, schedule.id, because, now)
            raise_alert(connection, *alerts.schedule_paused(schedule.name, failures))
        elif failures == (self.limit + 1) // 2:
            raise_alert(connection, *alerts.schedule_failing(schedule.name, failures, self.limit))
