"""The SQS queue of uploads and its dead-letter queue."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self
from uuid import UUID

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from vehicle_pipeline.adapters.queue.dead_messages import DeadMessage, dead_message, job_id_of
from vehicle_pipeline.contracts import QueueMessage
from vehicle_pipeline.errors import QueueUnavailableError
from vehicle_pipeline.frozen import Frozen
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.tracing.context import TRACEPARENT

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef, MessageTypeDef

# SQS gives at most ten messages at a time, and takes ten.
MAX_BATCH = 10
# Longer than the longest poll, short enough to notice a queue that is away, in seconds.
_CONFIG = Config(
    connect_timeout=2, read_timeout=25, retries={"mode": "standard", "max_attempts": 3}
)


@dataclass(frozen=True)
class Delivery:
    """One message as SQS delivered it. `attempt` counts its deliveries from 1.

    `job_id` is None for a message that is not ours: it cannot be processed. `sent` is when it was
    sent, in seconds; `traceparent` is as it came, checked by nobody.
    """

    message_id: str
    receipt_handle: str
    attempt: int
    job_id: UUID | None
    sent: float = 0.0
    traceparent: str | None = None


class QueueOptions(Frozen):
    """The settings of the queue; names and units as in `Settings`."""

    sqs_queue_name: str
    sqs_dead_letter_queue_name: str
    sqs_visibility_timeout_seconds: int
    sqs_max_receive_count: int
    aws_default_region: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return those of all settings."""
        return cls(**{name: getattr(settings, name) for name in cls.model_fields})


@dataclass(frozen=True)
class QueueDepth:
    """Approximate numbers of messages, as SQS reports them."""

    visible: int
    in_flight: int
    delayed: int
    dead: int


class UploadQueue:
    """Messages that each ask for one upload to be imported.

    Every method raises QueueUnavailableError when SQS is away.
    """

    def __init__(self, client: "SQSClient", options: QueueOptions) -> None:
        self._client = client
        self._options = options

    @classmethod
    def connect(cls, options: QueueOptions) -> Self:
        """Return the queue at the endpoint that the standard AWS variables name.

        Nothing is sent until the first call.
        """
        client = boto3.client("sqs", region_name=options.aws_default_region, config=_CONFIG)
        return cls(client, options)

    @cached_property
    def _url(self) -> str:
        """URL of the queue; it and its dead-letter queue are created when missing."""
        dead = self._attributes(self._dead_url, "QueueArn")["QueueArn"]
        redrive = {"deadLetterTargetArn": dead, "maxReceiveCount": self.max_receive_count}
        return self._create(
            self._options.sqs_queue_name,
            {
                "VisibilityTimeout": str(self._options.sqs_visibility_timeout_seconds),
                "RedrivePolicy": json.dumps(redrive),
            },
        )

    @cached_property
    def _dead_url(self) -> str:
        # Two weeks, the longest SQS allows: time to collect a dead letter.
        return self._create(
            self._options.sqs_dead_letter_queue_name, {"MessageRetentionPeriod": "1209600"}
        )

    @property
    def max_receive_count(self) -> int:
        """Deliveries after which SQS moves a message to the dead-letter queue."""
        return self._options.sqs_max_receive_count

    def _create(self, name: str, attributes: dict[str, str]) -> str:
        try:
            return self._client.get_queue_url(QueueName=name)["QueueUrl"]
        except self._client.exceptions.QueueDoesNotExist:
            return self._client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]  # type: ignore[arg-type]

    def _attributes(self, url: str, *names: str) -> dict[str, str]:
        answer = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=list(names))  # type: ignore[arg-type]
        return {str(name): value for name, value in answer["Attributes"].items()}

    def send(self, job_id: UUID, traceparent: str | None = None) -> None:
        """Ask for the import of one upload, as a part of the trace that it belongs to."""
        self.send_body(QueueMessage(job_id=job_id).model_dump_json(), traceparent)

    def send_body(self, body: str, traceparent: str | None = None) -> None:
        """Send a message as it is, ours or not."""
        attributes: dict[str, MessageAttributeValueTypeDef] = {}
        if traceparent:
            attributes[TRACEPARENT] = {"DataType": "String", "StringValue": traceparent}
        with self._errors():
            self._client.send_message(
                QueueUrl=self._url, MessageBody=body, MessageAttributes=attributes
            )

    def receive(self, wait_seconds: int) -> list[Delivery]:
        """Return up to MAX_BATCH messages, waiting up to `wait_seconds` for the first."""
        with self._errors():
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=MAX_BATCH,
                WaitTimeSeconds=wait_seconds,
                MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
                MessageAttributeNames=[TRACEPARENT],
            )
        return [_delivery(message) for message in answer.get("Messages", [])]

    def delete(self, receipt_handle: str) -> None:
        """Remove a delivered message: its import is terminal.

        A lease that has run out is not an error: SQS delivers the message again, and it is
        deleted then.
        """
        with self._errors(), _expired_lease_ignored():
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=receipt_handle)

    def extend(self, receipt_handle: str, seconds: int) -> None:
        """Keep a delivered message invisible for `seconds` from now; 0 gives it back at once.

        A lease that has run out is not an error: SQS delivers the message again.
        """
        with self._errors(), _expired_lease_ignored():
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
            )

    def receive_dead(self) -> list[DeadMessage]:
        """Return up to MAX_BATCH dead letters, without waiting; they come again if not deleted."""
        with self._errors():
            answer = self._client.receive_message(
                QueueUrl=self._dead_url,
                MaxNumberOfMessages=MAX_BATCH,
                WaitTimeSeconds=0,
                MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            )
        return [dead_message(message) for message in answer.get("Messages", [])]

    def delete_dead(self, receipt_handle: str) -> None:
        """Remove a dead letter that is kept elsewhere; one whose lease has run out comes again."""
        with self._errors(), _expired_lease_ignored():
            self._client.delete_message(QueueUrl=self._dead_url, ReceiptHandle=receipt_handle)

    def depth(self) -> QueueDepth:
        """Return how many messages wait, are being worked on, are delayed, and are dead."""
        names = (
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
        )
        with self._errors():
            live = self._attributes(self._url, *names)
            dead = self._attributes(self._dead_url, names[0])
        visible, in_flight, delayed = (int(live[name]) for name in names)
        return QueueDepth(visible, in_flight, delayed, dead=int(dead[names[0]]))

    def check(self) -> None:
        """Raise QueueUnavailableError unless the queue answers."""
        self.depth()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError) as error:
            # A queue that was deleted, or an emulator that restarted: look it up afresh next time.
            self.__dict__.pop("_url", None)
            self.__dict__.pop("_dead_url", None)
            raise QueueUnavailableError from error


_EXPIRED_LEASE = frozenset(
    {
        "InvalidParameterValue",
        "MessageNotInflight",
        "AWS.SimpleQueueService.MessageNotInflight",
        "ReceiptHandleIsInvalid",
    }
)


@contextmanager
def _expired_lease_ignored() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in _EXPIRED_LEASE:
            raise


def _delivery(message: "MessageTypeDef") -> Delivery:
    traced = message.get("MessageAttributes", {}).get(TRACEPARENT)
    return Delivery(
        message_id=message["MessageId"],
        receipt_handle=message["ReceiptHandle"],
        attempt=int(message["Attributes"]["ApproximateReceiveCount"]),
        job_id=job_id_of(message["Body"]),
        sent=int(message["Attributes"]["SentTimestamp"]) / 1_000,
        traceparent=traced.get("StringValue") if traced else None,
    )
