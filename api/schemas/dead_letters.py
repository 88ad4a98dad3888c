"""Dead letters as JSON."""

from uuid import UUID

from pydantic import Field

from api.schemas.base import Answer, Page, UtcTime
from vehicle_pipeline.adapters.queue.redrive import RedriveOutcome
from vehicle_pipeline.contracts import ImportStatus


class DeadLetter(Answer):
    """A message that SQS gave up on."""

    id: UUID
    message_id: str = Field(description="As SQS called the message.")
    job_id: UUID | None = Field(description="The import it asks for; null: it is not ours.")
    filename: str | None = Field(examples=["frota.csv"])
    import_status: ImportStatus | None = Field(description="Null: there is no such import.")
    reason: str = Field(description="Why the message is dead, in one sentence.")
    body: str = Field(description="The message; what is not text in it shows as U+FFFD.")
    body_size: int = Field(description="Bytes. A list holds the first thousand at most.")
    receive_count: int = Field(description="Deliveries that it died of, as SQS counted them.")
    sent_at: UtcTime | None
    collected_at: UtcTime = Field(description="When it was taken out of the dead-letter queue.")
    redriven_at: UtcTime | None


class DeadLetterList(Page):
    """Dead letters, newest first."""

    items: list[DeadLetter]


class RedrivenLetter(DeadLetter):
    """A dead letter after a redrive."""

    outcome: RedriveOutcome
    outcome_message: str = Field(description="What was done, in one sentence.")


class NotRedriven(Answer):
    """A dead letter that could not be redriven."""

    id: UUID
    code: str = Field(examples=["dead_letter_orphaned"])
    message: str = Field(description="Why not, in one sentence.")


class AllRedriven(Answer):
    """What became of the open dead letters."""

    redriven: int = Field(description="How many were redriven.")
    not_redriven: list[NotRedriven]
