"""Messages that die as SQS lets them die: delivered too often."""

import boto3

from vehicle_pipeline.adapters.queue.dead_messages import DeadMessage
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue


def send(queue: UploadQueue, body: str) -> None:
    """Send a message as a stranger would."""
    boto3.client("sqs").send_message(QueueUrl=queue._url, MessageBody=body)


def let_die(queue: UploadQueue) -> None:
    """Have every message of the queue end in the dead-letter queue."""
    while deliveries := queue.receive(0):
        for delivery in deliveries:
            queue.extend(delivery.receipt_handle, 0)


def dead(queue: UploadQueue, *bodies: str) -> list[DeadMessage]:
    """Have messages die, and receive them from the dead-letter queue."""
    for body in bodies:
        send(queue, body)
    let_die(queue)
    return queue.receive_dead()


def bodies(queue: UploadQueue) -> list[str]:
    """Receive what waits in the queue, as a stranger would."""
    answer = boto3.client("sqs").receive_message(QueueUrl=queue._url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def end_dead_leases(queue: UploadQueue, *messages: DeadMessage) -> None:
    """As if time had passed: what was received from the dead-letter queue can be again."""
    for message in messages:
        boto3.client("sqs").change_message_visibility(
            QueueUrl=queue._dead_url, ReceiptHandle=message.receipt_handle, VisibilityTimeout=0
        )
