"""Telling events to a real HTTP server, which checks who tells them."""

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from textwrap import dedent
from typing import Any
from uuid import UUID

import pytest

from tests.receiver import Receiver, receiving
from vehicle_pipeline.adapters.alerts.outbox import Alert, Channel
from vehicle_pipeline.adapters.alerts.signed import SignedWebhook
from vehicle_pipeline.errors import AlertNotTakenError

SECRET = "sixteen or more signs"
JOB = UUID("0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70")
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
EVENT = Alert(
    id=12,
    code="event_completed",
    params={"filename": "frota ção.csv", "status": "completed", "inserted_rows": 3},
    job_id=JOB,
    created_at=NOON,
    due_at=NOON,
    attempts=1,
    last_error=None,
    sent_at=None,
    channel=Channel.WEBHOOK,
)
LOOPBACK = [ip_network("127.0.0.0/8")]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with receiving() as started:
        yield started


def test_an_event_is_signed_with_its_time(receiver: Receiver) -> None:
    SignedWebhook(receiver.url, SECRET, "https://frota.example.com").send(EVENT)

    ((headers, body),) = receiver.requests
    sent = headers["X-Vehicle-Pipeline-Timestamp"]
    expected = hmac.new(SECRET.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Vehicle-Pipeline-Signature"] == f"sha256={expected}"
    assert abs(time.time() - int(sent)) < 60
    assert headers["X-Vehicle-Pipeline-Event"] == "completed"
    assert headers["X-Vehicle-Pipeline-Delivery"] == "12"
    assert headers["Content-Type"] == "application/json"
    assert receiver.bodies == [
        {
            "id": 12,
            "event": "completed",
            "job_id": str(JOB),
            "filename": "frota ção.csv",
            "status": "completed",
            "inserted_rows": 3,
            "error": None,
            "error_en": None,
            "import_url": f"https://frota.example.com/api/v1/imports/{JOB}",
            "created_at": "2026-07-01T12:00:00Z",
        }
    ]
    assert SECRET not in str(headers)
    assert base64.b64encode(SECRET.encode()).decode() not in str(headers)


def documented() -> Any:
    """The example of the documentation, as its reader would copy it."""
    text = (Path(__file__).parents[3] / "docs" / "operation.md").read_text()
    start = text.index("    import hashlib, hmac, time")
    found: dict[str, Any] = {}
    exec(dedent(text[start : text.index("\nEvents are promised", start)]), found)
    return found["is_genuine"]


def test_the_documented_check_tells_ours_from_any_other(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    SignedWebhook(receiver.url, SECRET, "http://api").send(EVENT)
    ((headers, body),) = receiver.requests
    is_genuine = documented()

    assert is_genuine(headers, body, SECRET)
    assert not is_genuine(headers, body, "another secret of theirs")
    assert not is_genuine(headers, body.replace(b"3", b"4"), SECRET)
    later = {**dict(headers), "X-Vehicle-Pipeline-Timestamp": str(int(time.time()) + 1)}
    assert not is_genuine(later, body, SECRET)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3_600)
    assert not is_genuine(headers, body, SECRET)


def test_an_address_of_the_api_is_only_followed_where_it_may_lie(receiver: Receiver) -> None:
    public_only = SignedWebhook(receiver.url, SECRET, "http://api", private=[])
    with pytest.raises(AlertNotTakenError, match="private"):
        public_only.send(EVENT)
    assert receiver.requests == []

    SignedWebhook(receiver.url, SECRET, "http://api", private=LOOPBACK).send(EVENT)
    assert receiver.ids == [12]


def test_a_name_is_looked_up_once_and_still_told_to_its_server(receiver: Receiver) -> None:
    url = receiver.url.replace("127.0.0.1", "localhost")
    with pytest.raises(AlertNotTakenError, match="private"):
        SignedWebhook(url, SECRET, "http://api", private=[]).send(EVENT)
    allowed = [*LOOPBACK, ip_network("::1/128")]
    try:
        SignedWebhook(url, SECRET, "http://api", private=allowed).send(EVENT)
    except AlertNotTakenError:
        pytest.skip("localhost is ::1 here, where the receiver does not listen")
    ((headers, _),) = receiver.requests
    assert headers["Host"].startswith("localhost:")


def test_no_proxy_stands_between_the_check_and_the_connection(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    SignedWebhook(receiver.url, SECRET, "http://api", private=LOOPBACK).send(EVENT)
    assert receiver.ids == [12]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    with pytest.raises(AlertNotTakenError, match=f"^HTTP {status}$"):
        SignedWebhook(receiver.url, SECRET, "http://api", private=LOOPBACK).send(EVENT)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://", "//x"])
def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(AlertNotTakenError):
        SignedWebhook(url, SECRET, "http://api", private=LOOPBACK).send(EVENT)
