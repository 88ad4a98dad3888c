"""Telling alerts to a real HTTP server."""

import logging
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from tests.domain.test_outside_text import JOINER, links
from tests.receiver import Receiver, receiving
from vehicle_pipeline.adapters.alerts import posting
from vehicle_pipeline.adapters.alerts.outbox import Alert
from vehicle_pipeline.adapters.alerts.webhook import Webhook
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import AlertNotTakenError

API = "https://frota.example.com"
DAGSTER = "https://dagster.example.com"
JOB = UUID("0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70")
PDF = {"suffix": ".pdf"}
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def alert(**changes: Any) -> Alert:
    plain: dict[str, Any] = {
        "id": 7,
        "code": "import_failed",
        "params": {
            "filename": "frota <julho> & agosto.csv",
            "error_code": "not_a_spreadsheet",
            "error_params": {"suffix": ".pdf"},
            "run_id": "6a1c",
            "dry_run": False,
        },
        "job_id": JOB,
        "created_at": NOON.astimezone(timezone(timedelta(hours=-3))),
        "due_at": NOON,
        "attempts": 1,
        "last_error": None,
        "sent_at": None,
    }
    return Alert(**{**plain, **changes})


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with receiving() as started:
        yield started


def hook(url: str) -> Webhook:
    return Webhook(url, API, DAGSTER)


def test_what_is_posted_about_an_import_that_failed(receiver: Receiver) -> None:
    hook(receiver.url).send(alert())
    assert receiver.bodies == [
        {
            "text": "A importação de 'frota &lt;julho&gt; &amp; agosto.csv' falhou: "
            f"{sentence('not_a_spreadsheet', PDF)} "
            f"(<https://frota.example.com/api/v1/imports/{JOB}|ver a importação>)",
            "id": 7,
            "event": "import_failed",
            "job_id": str(JOB),
            "filename": "frota <julho> & agosto.csv",
            "error_code": "not_a_spreadsheet",
            "error": sentence("not_a_spreadsheet", PDF),
            "error_en": sentence("not_a_spreadsheet", PDF, "en"),
            "import_url": f"https://frota.example.com/api/v1/imports/{JOB}",
            "run_url": "https://dagster.example.com/runs/6a1c",
            "created_at": "2026-07-01T12:00:00Z",
        }
    ]


def test_what_is_posted_about_a_message_that_is_not_ours(receiver: Receiver) -> None:
    hook(receiver.url).send(alert(code="dead_letter", params={"message_id": "m-1"}, job_id=None))
    (body,) = receiver.bodies
    assert body.pop("text") == (
        "A fila trouxe uma mensagem que não é desta aplicação; ela está guardada entre as "
        "mensagens mortas (m-1)"
    )
    assert (body.pop("id"), body.pop("event")) == (7, "dead_letter")
    assert body.pop("created_at") == "2026-07-01T12:00:00Z"
    assert set(body.values()) == {None}


def test_a_name_neither_links_nor_mentions_nor_shows_an_image(receiver: Receiver) -> None:
    name = "@channel ![x](http://evil.example/x.png)\u202e.csv"
    hook(receiver.url).send(alert(params={**alert().params, "filename": name}))
    text, _, link = receiver.bodies[0]["text"].rpartition(" (<")
    assert links(text) == []
    assert "![x](http://evil.example/x.png)\\u202e.csv" in text.replace(JOINER, "")
    assert "@channel" not in text
    assert link.endswith("|ver a importação>)")


def test_a_dry_run_is_called_one(receiver: Receiver) -> None:
    params = {**alert().params, "dry_run": True}
    hook(receiver.url).send(alert(params=params))
    assert receiver.bodies[0]["text"].startswith("A simulação de ")


def test_what_another_version_has_stored_is_told_by_its_code(receiver: Receiver) -> None:
    params = {"filename": "x.csv", "error_code": "of_next_year", "error_params": {}}
    hook(receiver.url).send(alert(params=params))
    hook(receiver.url).send(alert(code="unheard_of", params={}))
    assert receiver.bodies[0]["text"].startswith("A importação de 'x.csv' falhou: of_next_year (")
    assert receiver.bodies[1]["text"].startswith("unheard_of (")


@pytest.mark.parametrize("status", [302, 400, 404, 429, 500, 503])
def test_any_other_answer_than_2xx_is_a_failure(receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    with pytest.raises(AlertNotTakenError, match=f"^HTTP {status}$"):
        hook(receiver.url).send(alert())
    assert len(receiver.bodies) == 1


def test_a_receiver_that_answers_byte_by_byte_is_left_in_time(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT", 0.5)
    receiver.statuses = [0]
    began = time.monotonic()
    with pytest.raises(AlertNotTakenError, match="no answer"):
        hook(receiver.url).send(alert())
    assert 0.4 < time.monotonic() - began < 3


def test_a_receiver_that_is_away_is_a_failure_that_does_not_name_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/services/secret-path"
    with pytest.raises(AlertNotTakenError, match="ConnectError") as caught:
        hook(url).send(alert())
    assert "secret-path" not in str(caught.value)


def test_the_address_is_not_logged(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    hook(receiver.url).send(alert())
    assert receiver.bodies
    assert "secret-path" not in caplog.text
