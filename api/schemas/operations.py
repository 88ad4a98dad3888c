"""Figures and health as JSON."""

from typing import Literal

from pydantic import Field

from api.schemas.base import Answer
from vehicle_pipeline.contracts import ImportStatus


class Stats(Answer):
    """Figures over all imports."""

    imports: dict[ImportStatus, int] = Field(description="How many are in each status.")
    vehicles: int
    rejected_rows: int
    waiting_imports: int = Field(description="Accepted uploads that no run has taken up yet.")
    rows_last_24_hours: int = Field(description="Vehicles inserted or updated.")


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


class Part(Answer):
    """One thing that has to work."""

    ok: bool
    detail: str


class Readiness(Answer):
    """Whether everything works that an import needs, part by part."""

    ready: bool
    parts: dict[str, Part]
