"""Messages that SQS gave up on, as they lie in its dead-letter queue."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import ValidationError

from vehicle_pipeline.contracts import QueueMessage

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef


@dataclass(frozen=True)
class DeadMessage:
    """One message of the dead-letter queue. `job_id` is None for a message that is not ours.

    `receive_count` counts the deliveries that it died of.
    """

    message_id: str
    receipt_handle: str
    body: str
    receive_count: int
    sent_at: datetime | None
    job_id: UUID | None


def job_id_of(body: str) -> UUID | None:
    """Return the import that a message asks for, None for a message that is not ours."""
    try:
        return QueueMessage.model_validate_json(body).job_id
    except ValidationError:
        return None


def dead_message(message: "MessageTypeDef") -> DeadMessage:
    """Return a message that was received from the dead-letter queue."""
    attributes = message["Attributes"]
    sent = attributes.get("SentTimestamp")
    return DeadMessage(
        message_id=message["MessageId"],
        receipt_handle=message["ReceiptHandle"],
        body=message["Body"],
        # SQS goes on counting in the dead-letter queue: our own receipt is one of them. Some
        # emulators begin at zero there.
        receive_count=max(int(attributes["ApproximateReceiveCount"]) - 1, 1),
        sent_at=datetime.fromtimestamp(int(sent) / 1000, UTC) if sent else None,
        job_id=job_id_of(message["Body"]),
    )
