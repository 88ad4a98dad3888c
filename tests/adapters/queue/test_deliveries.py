from typing import Any
from uuid import uuid4

import psycopg
import pytest

from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.deliveries import Deliveries
from vehicle_pipeline.adapters.queue.upload_queue import Delivery

JOB = uuid4()
LEASE = 60


@pytest.fixture
def deliveries(database: Database) -> Deliveries:
    return Deliveries(database)


def delivery(message: str, attempt: int = 1) -> Delivery:
    return Delivery(message, f"{message} handle {attempt}", attempt, JOB)


def opened(deliveries: Deliveries) -> list[tuple[str, str, int]]:
    return [(each.message_id, each.receipt_handle, each.attempt) for each in deliveries.open()]


def test_deliveries_are_open_until_they_are_forgotten(deliveries: Deliveries) -> None:
    deliveries.remember(delivery("a"), LEASE)
    deliveries.remember(delivery("b"), LEASE)
    assert opened(deliveries) == [("a", "a handle 1", 1), ("b", "b handle 1", 1)]
    deliveries.forget("a")
    deliveries.forget("a")
    assert opened(deliveries) == [("b", "b handle 1", 1)]


def test_a_later_delivery_of_a_message_replaces_the_earlier(deliveries: Deliveries) -> None:
    deliveries.remember(delivery("a"), LEASE)
    deliveries.remember(delivery("b"), LEASE)
    deliveries.remember(delivery("a", attempt=2), LEASE)
    assert opened(deliveries) == [("b", "b handle 1", 1), ("a", "a handle 2", 2)]


def test_a_delivery_has_an_age_that_begins_anew_with_the_next(
    deliveries: Deliveries, tables: psycopg.Connection[Any]
) -> None:
    deliveries.remember(delivery("a"), LEASE)
    tables.execute("update deliveries set received_at = now() - interval '1 hour'")
    (old,) = deliveries.open()
    assert old.job_id == JOB
    assert 3_600 <= old.age_seconds < 3_700
    deliveries.remember(delivery("a", attempt=2), LEASE)
    (new,) = deliveries.open()
    assert 0 <= new.age_seconds < 100
