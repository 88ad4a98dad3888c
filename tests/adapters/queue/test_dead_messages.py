from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.adapters.dying import dead, end_dead_leases
from vehicle_pipeline.adapters.queue.dead_messages import dead_message, job_id_of
from vehicle_pipeline.adapters.queue.upload_queue import UploadQueue


def test_a_dead_message_tells_what_it_asked_for_and_how_often_it_was_delivered(
    queue: UploadQueue,
) -> None:
    job_id = uuid4()
    queue.send(job_id)
    (message,) = dead(queue)
    assert message.job_id == job_id
    assert job_id_of(message.body) == job_id
    assert message.receive_count == 3
    assert message.sent_at is not None
    assert abs(datetime.now(UTC) - message.sent_at) < timedelta(minutes=1)


def test_a_dead_message_comes_again_until_it_is_deleted(queue: UploadQueue) -> None:
    (first,) = dead(queue, "not ours")
    assert queue.receive_dead() == []
    end_dead_leases(queue, first)
    (again,) = queue.receive_dead()
    assert again.message_id == first.message_id
    queue.delete_dead(again.receipt_handle)
    assert queue.depth().dead == 0


@pytest.mark.parametrize(
    "body",
    ["", "not json", "{", "[]", '{"job_id": null}', '{"job_id": "x\\u0000"}', "a\x00b", "\ud800"],
    ids=repr,
)
def test_a_foreign_body_asks_for_no_import(body: str) -> None:
    assert job_id_of(body) is None


def received(count: int, **attributes: str) -> Any:
    return {
        "MessageId": "m",
        "ReceiptHandle": "r",
        "Body": f'{{"job_id": "{UUID(int=7)}"}}',
        "Attributes": {"ApproximateReceiveCount": str(count), **attributes},
    }


@pytest.mark.parametrize(("counted", "deliveries"), [(4, 3), (2, 1), (1, 1)])
def test_our_own_receipt_is_no_delivery_that_the_message_died_of(
    counted: int, deliveries: int
) -> None:
    assert dead_message(received(counted)).receive_count == deliveries


def test_a_queue_need_not_say_when_a_message_was_sent() -> None:
    assert dead_message(received(4)).sent_at is None
    assert dead_message(received(4, SentTimestamp="1500")).sent_at == datetime(
        1970, 1, 1, 0, 0, 1, 500_000, UTC
    )
