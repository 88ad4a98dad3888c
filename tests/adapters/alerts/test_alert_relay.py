"""From the table to the webhook: real PostgreSQL, real HTTP."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.adapters.alerts.test_outbox import make_due, promise
from tests.receiver import Receiver, receiving
from vehicle_pipeline.adapters.alerts import alert_relay
from vehicle_pipeline.adapters.alerts.alert_relay import AT_ONCE, AlertRelay, Relayed
from vehicle_pipeline.adapters.alerts.outbox import Alerts
from vehicle_pipeline.adapters.alerts.webhook import Webhook
from vehicle_pipeline.adapters.postgres.database import Database

Tables = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with receiving() as started:
        yield started


@pytest.fixture
def relay(database: Database, receiver: Receiver) -> AlertRelay:
    return AlertRelay(Alerts(database), Webhook(receiver.url, "http://api", "http://dagster"))


def test_what_a_receiver_refuses_comes_again_until_it_is_taken(
    database: Database, tables: Tables, receiver: Receiver, relay: AlertRelay
) -> None:
    promise(database, "dead_letter")
    receiver.statuses = [500, 503]
    assert relay.relay() == Relayed(failed=1)
    # Not at once.
    assert relay.relay() == Relayed()
    make_due(tables)
    assert relay.relay() == Relayed(failed=1)
    assert [alert.last_error for alert in Alerts(database).page(skip=0, limit=1).items] == [
        "HTTP 503"
    ]
    make_due(tables)
    assert relay.relay() == Relayed(sent=1)
    make_due(tables)
    assert relay.relay() == Relayed()
    assert len(set(receiver.ids)) == 1
    assert len(receiver.ids) == 3


def test_one_alert_that_is_refused_does_not_hold_up_the_others(
    database: Database, receiver: Receiver, relay: AlertRelay
) -> None:
    promise(database, "first", "second", "third")
    receiver.statuses = [400]
    assert relay.relay() == Relayed(sent=2, failed=1)
    assert [body["event"] for body in receiver.bodies] == ["first", "second", "third"]


def test_a_tick_sends_a_few_and_the_next_one_goes_on(
    database: Database, receiver: Receiver, relay: AlertRelay
) -> None:
    promise(database, *["dead_letter"] * (AT_ONCE + 2))
    assert [relay.relay() for _ in range(3)] == [Relayed(AT_ONCE), Relayed(2), Relayed()]
    assert receiver.ids == sorted(set(receiver.ids))


def test_a_tick_does_not_begin_another_when_its_time_is_over(
    database: Database, relay: AlertRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(database, "dead_letter")
    monkeypatch.setattr(alert_relay, "PATIENCE", 0.0)
    assert relay.relay() == Relayed()
    assert Alerts(database).page(skip=0, limit=1).items[0].attempts == 0


def test_two_senders_at_once_send_each_alert_once(
    database: Database, receiver: Receiver, relay: AlertRelay
) -> None:
    promise(database, *["dead_letter"] * 8)
    with ThreadPoolExecutor(2) as pool:
        relayed = list(pool.map(lambda _: relay.relay(), range(2)))
    assert sum(each.sent for each in relayed) == 8
    assert len(receiver.ids) == len(set(receiver.ids)) == 8


def test_no_transaction_is_open_while_a_receiver_dawdles(
    database: Database,
    tables: Tables,
    receiver: Receiver,
    relay: AlertRelay,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vehicle_pipeline.adapters.alerts.posting.TIMEOUT", 1.0)
    promise(database, "dead_letter")
    receiver.statuses = [0]
    with ThreadPoolExecutor(1) as pool:
        relayed = pool.submit(relay.relay)
        while not receiver.bodies:
            assert not relayed.done()
        busy = tables.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and state like 'idle in transaction%'"
        ).fetchall()
        assert busy == [(0,)]
        assert relayed.result() == Relayed(failed=1)
