"""Figures and health as JSON."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Answer, UtcTime
from vehicle_pipeline.adapters.queue.reconciler import Waiting
from vehicle_pipeline.contracts import ImportStatus


class Stats(Answer):
    """Figures over all imports."""

    imports: dict[ImportStatus, int] = Field(description="How many are in each status.")
    vehicles: int
    rejected_rows: int
    waiting_imports: int = Field(description="Accepted uploads that no run has taken up yet.")
    rows_last_24_hours: int = Field(description="Vehicles inserted or updated.")
    alerts_unsent: int = Field(description="Alerts that were not delivered yet.")


class Queue(Answer):
    """How many messages are where; SQS counts approximately."""

    visible: int
    in_flight: int
    delayed: int
    dead: int = Field(description="Dead letters, collected or not, that are open.")
    unsent: int = Field(description="Not handed to the queue yet.")


class Alive(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Component(Answer):
    """One thing that has to work."""

    ok: bool
    detail: str


class Readiness(Answer):
    """Whether everything works that an import needs, component by component."""

    ready: bool
    parts: dict[str, Component]


class UploadWithoutRun(Answer):
    """An accepted upload that is not over and has no run."""

    job_id: UUID
    filename: str
    status: ImportStatus
    created_at: UtcTime
    reason: Waiting = Field(
        description="`unsent`: its message is about to be sent; `queued`: it waits in the queue; "
        "`paused`: its message comes (again) in `returns_in` seconds; `hanging`: nothing will "
        "happen to it until it is queued again."
    )
    seconds: float = Field(description="Since anything was done for it.")
    returns_in: float | None


class Reconciliation(Answer):
    """The accepted uploads without a run, and why they have none."""

    without_run: int = Field(description="How many there are, for whatever reason.")
    unsent: int
    queued: int
    paused: int
    hanging: int = Field(description="0 when all is well.")
    is_queue_answering: bool
    items: list[UploadWithoutRun] = Field(description="The oldest of them, hanging ones first.")


class Repair(Answer):
    """What was repaired, and how things are afterwards."""

    requeued: list[UUID] = Field(description="Imports that hung and were queued again.")
    now: Reconciliation
