"""Tampering with the queue: messages twice, late, lost, and ones that make no sense."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import boto3
from botocore.config import Config

from chaos.strangers import Strangers
from vehicle_pipeline.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

# Short: the emulator is often being killed, and no call may wait for it.
_CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1})
MALFORMED = ["", "{", '{"job_id": 7}', "[]", "job_id=1", '{"job": "1"}', "\u00e7\u00e3o"]


class Messages:
    """The queue of one stack's emulator, as the `environment` of one of its processes names it.

    Raises BotoCoreError and ClientError.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.strangers = Strangers()
        self._sqs: SQSClient = boto3.client(
            "sqs",
            endpoint_url=environment["AWS_ENDPOINT_URL_SQS"],
            region_name=environment["AWS_DEFAULT_REGION"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            config=_CONFIG,
        )

    @property
    def _url(self) -> str:
        name = str(Settings.model_fields["sqs_queue_name"].default)
        return self._sqs.get_queue_url(QueueName=name)["QueueUrl"]

    def repeat(self, job_id: str, delay: int = 0) -> None:
        """Send an import's message once more, visible after `delay` seconds."""
        self._send(json.dumps({"job_id": job_id}), delay)

    def foreign(self, choice: float) -> None:
        """Send the message of an import that does not exist."""
        self._send_strange(json.dumps({"job_id": str(UUID(int=int(choice * 2**120)))}))

    def malformed(self, choice: float) -> None:
        """Send a text that is no message of ours, and unlike any other."""
        self._send_strange(f"{MALFORMED[int(choice * len(MALFORMED))]} {choice}")

    def hold(self, seconds: int) -> int:
        """Take what is there away from the sensor for some seconds; return how many."""
        return len(self._receive(seconds))

    def drop(self) -> int:
        """Delete what is there, as if it had got lost; return how many."""
        messages = self._receive(30)
        for message in messages:
            self.strangers.may_be_lost(message["Body"])
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def purge(self) -> int:
        """Delete everything, leased or not; return how many messages that were, about."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)  # type: ignore[arg-type]
        self._sqs.purge_queue(QueueUrl=self._url)
        self.strangers.all_may_be_lost()
        return sum(int(number) for number in answer["Attributes"].values())

    def _send(self, body: str, delay: int = 0) -> None:
        self._sqs.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=delay)

    def _send_strange(self, body: str) -> None:
        self.strangers.sent(body)
        try:
            self._send(body)
        except Exception:
            self.strangers.may_be_lost(body)
            raise

    def _receive(self, visibility: int) -> "Sequence[MessageTypeDef]":
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1,
            VisibilityTimeout=visibility,
        )
        return answer.get("Messages", [])
