import json
from collections.abc import Callable
from uuid import UUID, uuid4

import boto3
import pytest
from botocore.config import Config

from vehicle_pipeline.adapters.queue import upload_queue as module
from vehicle_pipeline.adapters.queue.upload_queue import (
    Delivery,
    QueueDepth,
    QueueOptions,
    UploadQueue,
)
from vehicle_pipeline.errors import QueueUnavailableError
from vehicle_pipeline.settings import Settings


def take(queue: UploadQueue) -> list[Delivery]:
    return queue.receive(wait_seconds=0)


def give_back(queue: UploadQueue, *deliveries: Delivery) -> None:
    for delivery in deliveries:
        queue.extend(delivery.receipt_handle, 0)


def test_a_message_asks_for_one_import(queue: UploadQueue) -> None:
    job_id = uuid4()
    queue.send(job_id)
    (delivery,) = take(queue)
    assert (delivery.job_id, delivery.attempt) == (job_id, 1)
    assert queue.depth() == QueueDepth(visible=0, in_flight=1, delayed=0, dead=0)


def test_the_queues_are_made_when_they_are_missing(queue: UploadQueue) -> None:
    assert queue.depth() == QueueDepth(0, 0, 0, 0)
    client, settings = boto3.client("sqs"), queue._options

    def attributes(name: str) -> dict[str, str]:
        url = client.get_queue_url(QueueName=name)["QueueUrl"]
        return dict(client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])

    live = attributes(settings.sqs_queue_name)
    dead = attributes(settings.sqs_dead_letter_queue_name)
    assert live["VisibilityTimeout"] == "60"
    redrive = json.loads(live["RedrivePolicy"])
    assert redrive == {"deadLetterTargetArn": dead["QueueArn"], "maxReceiveCount": 3}
    assert dead["MessageRetentionPeriod"] == str(14 * 24 * 60 * 60)


def test_existing_queues_are_used_as_they_are(queue: UploadQueue) -> None:
    queue.send(uuid4())
    # Somebody else's configuration differs; SQS would refuse to create the queue again.
    changed = queue._options.model_copy(update={"sqs_visibility_timeout_seconds": 99})
    assert UploadQueue.connect(changed).depth().visible == 1


def test_messages_come_ten_at_a_time(queue: UploadQueue) -> None:
    sent = {uuid4() for _ in range(12)}
    for job_id in sent:
        queue.send(job_id)
    first, second = take(queue), take(queue)
    assert len(first) == 10
    assert {delivery.job_id for delivery in (*first, *second)} == sent
    assert take(queue) == []


def test_an_empty_queue_gives_nothing(queue: UploadQueue) -> None:
    assert take(queue) == []


def test_a_message_given_back_comes_again_with_the_next_attempt(queue: UploadQueue) -> None:
    queue.send(uuid4())
    (first,) = take(queue)
    give_back(queue, first)
    (second,) = take(queue)
    assert (second.message_id, second.attempt) == (first.message_id, 2)


def test_a_leased_message_stays_away(queue: UploadQueue) -> None:
    queue.send(uuid4())
    (delivery,) = take(queue)
    queue.extend(delivery.receipt_handle, 100)
    assert take(queue) == []
    assert queue.depth().in_flight == 1


def test_a_deleted_message_is_gone(queue: UploadQueue) -> None:
    queue.send(uuid4())
    (delivery,) = take(queue)
    queue.delete(delivery.receipt_handle)
    assert queue.depth() == QueueDepth(0, 0, 0, 0)


def test_an_expired_lease_is_no_error(queue: UploadQueue) -> None:
    queue.send(uuid4())
    (delivery,) = take(queue)
    give_back(queue, delivery)
    queue.extend(delivery.receipt_handle, 30)
    queue.delete(delivery.receipt_handle)
    queue.extend(delivery.receipt_handle, 30)


def test_after_three_deliveries_a_message_is_a_dead_letter(queue: UploadQueue) -> None:
    queue.send(uuid4())
    for attempt in (1, 2, 3):
        (delivery,) = take(queue)
        assert delivery.attempt == attempt
        give_back(queue, delivery)
    assert take(queue) == []
    assert queue.depth() == QueueDepth(visible=0, in_flight=0, delayed=0, dead=1)


@pytest.mark.parametrize(
    "body",
    ["not json", "{}", "[]", '"text"', '{"job_id": 7}', '{"job_id": "not-a-uuid"}', '{"id": 1}'],
)
def test_a_message_that_is_not_ours_names_no_import(queue: UploadQueue, body: str) -> None:
    queue.check()
    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName=queue._options.sqs_queue_name)["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody=body)
    (delivery,) = take(queue)
    assert (delivery.job_id, delivery.attempt) == (None, 1)


def test_a_message_of_a_later_version_is_understood(queue: UploadQueue) -> None:
    queue.check()
    client, job_id = boto3.client("sqs"), uuid4()
    url = client.get_queue_url(QueueName=queue._options.sqs_queue_name)["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody=json.dumps({"job_id": str(job_id), "v": 2}))
    assert [delivery.job_id for delivery in take(queue)] == [job_id]


USES: dict[str, Callable[[UploadQueue], object]] = {
    "send": lambda queue: queue.send(UUID(int=1)),
    "send body": lambda queue: queue.send_body("{}"),
    "receive dead": lambda queue: queue.receive_dead(),
    "delete dead": lambda queue: queue.delete_dead("handle"),
    "receive": lambda queue: queue.receive(0),
    "delete": lambda queue: queue.delete("handle"),
    "extend": lambda queue: queue.extend("handle", 1),
    "depth": lambda queue: queue.depth(),
    "check": lambda queue: queue.check(),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_queue_that_is_away_says_so(
    aws: str, use: Callable[[UploadQueue], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(module, "_CONFIG", Config(retries={"total_max_attempts": 1}))
    queue = UploadQueue.connect(QueueOptions.of(Settings()))
    with pytest.raises(QueueUnavailableError):
        use(queue)


def test_a_queue_that_was_deleted_is_made_again(queue: UploadQueue) -> None:
    queue.check()
    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName=queue._options.sqs_queue_name)["QueueUrl"]
    client.delete_queue(QueueUrl=url)
    with pytest.raises(QueueUnavailableError):
        queue.send(uuid4())
    queue.send(uuid4())
    assert queue.depth().visible == 1
