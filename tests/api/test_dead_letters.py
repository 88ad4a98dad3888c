from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import boto3
import httpx
import pytest

from tests.api.serving import wait_until
from tests.api.world import World
from vehicle_pipeline.settings import Settings

PATH = "/api/v1/admin/dead-letters"
ENGLISH = {"Accept-Language": "en"}
SENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class Queue:
    """The main queue, as a stranger sees it."""

    def __init__(self, name: str) -> None:
        self._sqs = boto3.client("sqs")
        self._url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        self.received: list[str] = []

    def has(self, *parts: str) -> bool:
        """Whether a message with each of the parts has come; other tests have left some, too."""
        while messages := self._receive():
            self.received += [message["Body"] for message in messages]
        return all(any(part in body for body in self.received) for part in parts)

    def _receive(self) -> list[Any]:
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        return list(answer.get("Messages", []))


@pytest.fixture
def queue(settings: Settings, api: httpx.Client) -> Queue:
    api.get("/api/v1/admin/queue")
    return Queue(settings.sqs_queue_name)


def failed_import(world: World, **columns: Any) -> UUID:
    return world.add_import(status="failed", error_code="gave_up", **columns)


def listed(api: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(PATH, params=query).json()["items"]
    return items


def problem(answer: httpx.Response) -> tuple[int, str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    return answer.status_code, body["code"], body["detail"]


def test_without_dead_letters_the_list_is_empty(api: httpx.Client) -> None:
    assert api.get(PATH).json() == {"items": [], "total": 0, "skip": 0, "limit": 50}


def test_a_letter_says_what_it_is_about(api: httpx.Client, world: World) -> None:
    job_id = failed_import(world, filename="frota.csv")
    body = f'{{"job_id":"{job_id}"}}'
    letter_id = world.add_dead_letter(body, message_id="m", job_id=job_id, sent_at=SENT)
    (letter,) = listed(api)
    assert letter.pop("collected_at").endswith("Z")
    assert letter == {
        "id": str(letter_id),
        "message_id": "m",
        "job_id": str(job_id),
        "filename": "frota.csv",
        "import_status": "failed",
        "reason": "A importação não terminou (tentativas: 5)",
        "body": body,
        "body_size": len(body),
        "receive_count": 5,
        "sent_at": "2026-03-04T05:06:07Z",
        "redriven_at": None,
    }


def test_the_reason_is_told_in_the_reader_s_language(api: httpx.Client, world: World) -> None:
    foreign = world.add_dead_letter()
    orphan = world.add_dead_letter(job_id=UUID(int=7))

    def reason(letter_id: UUID, headers: dict[str, str]) -> str:
        return str(api.get(f"{PATH}/{letter_id}", headers=headers).json()["reason"])

    assert reason(foreign, {}) == "A mensagem não é desta aplicação"
    assert reason(foreign, ENGLISH) == "The message is not of this application"
    assert str(UUID(int=7)) in reason(orphan, {})
    assert "does not exist" in reason(orphan, ENGLISH)


def test_pages_hold_the_open_letters_or_the_redriven_ones(api: httpx.Client, world: World) -> None:
    for body in ("first", "second", "third"):
        world.add_dead_letter(body)
    world.add_dead_letter("done", redriven_at=SENT)
    page = api.get(PATH, params={"skip": 1, "limit": 1}).json()
    assert ([letter["body"] for letter in page["items"]], page["total"]) == (["second"], 3)
    (redriven,) = listed(api, redriven=True)
    assert (redriven["body"], redriven["redriven_at"]) == ("done", "2026-03-04T05:06:07Z")


@pytest.mark.parametrize("query", [{"limit": 0}, {"skip": -1}, {"redriven": "x"}], ids=repr)
def test_a_page_that_makes_no_sense_is_refused(api: httpx.Client, query: dict[str, Any]) -> None:
    assert problem(api.get(PATH, params=query))[:2] == (422, "invalid_parameters")


def test_what_is_no_text_can_be_read_all_the_same(api: httpx.Client, world: World) -> None:
    body = b"a\x00b\xff\x1b[31m"
    letter_id = world.add_dead_letter()
    world.connection.execute("update dead_letters set body = %s", [body])
    letter = api.get(f"{PATH}/{letter_id}").json()
    assert (letter["body"], letter["body_size"]) == ("a\x00b\ufffd\x1b[31m", len(body))


def test_a_list_holds_the_beginning_of_a_large_body(api: httpx.Client, world: World) -> None:
    letter_id = world.add_dead_letter("x" * 262_144)
    (letter,) = listed(api)
    assert (len(letter["body"]), letter["body_size"]) == (1_000, 262_144)
    assert len(api.get(f"{PATH}/{letter_id}").json()["body"]) == 262_144


def test_an_import_goes_on_and_its_message_is_sent(
    api: httpx.Client, world: World, queue: Queue
) -> None:
    job_id = failed_import(world)
    letter_id = world.add_dead_letter(job_id=job_id)
    answer = api.post(f"{PATH}/{letter_id}/redrive")
    assert answer.status_code == 202
    letter = answer.json()
    assert (letter["id"], letter["import_status"]) == (str(letter_id), "pending")
    assert letter["redriven_at"] is not None
    assert letter["outcome"] == "import_resumed"
    assert letter["outcome_message"] == "A importação foi retomada e continua de onde estava"
    assert listed(api) == []
    wait_until(lambda: queue.has(str(job_id)))
    again = api.post(f"{PATH}/{letter_id}/redrive", headers=ENGLISH).json()
    assert again["outcome"] == "already_redriven"
    assert again["outcome_message"].startswith("The message had been redriven before")


def test_of_a_completed_import_there_is_nothing_to_redrive(api: httpx.Client, world: World) -> None:
    job_id = world.add_import(status="completed", total_rows=0)
    letter_id = world.add_dead_letter(job_id=job_id)
    letter = api.post(f"{PATH}/{letter_id}/redrive").json()
    assert (letter["outcome"], letter["import_status"]) == ("nothing_to_do", "completed")
    assert letter["redriven_at"] is not None


def test_a_foreign_message_is_sent_again_as_it_was(
    api: httpx.Client, world: World, queue: Queue
) -> None:
    letter_id = world.add_dead_letter("não é nosso {")
    assert api.post(f"{PATH}/{letter_id}/redrive").json()["outcome"] == "message_sent"
    assert queue.has("não é nosso {")


def test_a_letter_whose_import_is_gone_cannot_be_redriven(api: httpx.Client, world: World) -> None:
    letter_id = world.add_dead_letter(job_id=uuid4())
    assert problem(api.post(f"{PATH}/{letter_id}/redrive")) == (
        409,
        "dead_letter_orphaned",
        "A importação desta mensagem não existe mais; só resta descartá-la",
    )
    assert len(listed(api)) == 1


def test_all_open_letters_are_redriven_at_once(
    api: httpx.Client, world: World, queue: Queue
) -> None:
    job_id = failed_import(world)
    world.add_dead_letter(job_id=job_id)
    world.add_dead_letter("foreign")
    world.add_dead_letter("done", redriven_at=SENT)
    orphan = world.add_dead_letter(job_id=uuid4())
    answer = api.post(f"{PATH}/redrive", headers=ENGLISH)
    assert answer.status_code == 202
    assert answer.json() == {
        "redriven": 2,
        "not_redriven": [
            {
                "id": str(orphan),
                "code": "dead_letter_orphaned",
                "message": "The import of this message does not exist any more; "
                "all that is left is to dismiss it",
            }
        ],
    }
    assert [letter["id"] for letter in listed(api)] == [str(orphan)]
    wait_until(lambda: queue.has(str(job_id), "foreign"))
    assert "done" not in queue.received


def test_a_dismissed_letter_is_gone(api: httpx.Client, world: World) -> None:
    letter_id = world.add_dead_letter()
    answer = api.delete(f"{PATH}/{letter_id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert listed(api) == []


@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("POST", "/redrive"), ("DELETE", "")])
def test_an_unknown_letter_is_not_found(api: httpx.Client, method: str, end: str) -> None:
    path = f"{PATH}/{uuid4()}{end}"
    expected = (404, "dead_letter_not_found", "Não há mensagem morta com este identificador")
    assert problem(api.request(method, path)) == expected
    english = problem(api.request(method, path, headers=ENGLISH))
    assert english[2] == "There is no dead letter with this id"
    assert problem(api.request(method, f"{PATH}/7{end}"))[:2] == (422, "invalid_parameters")


def test_a_queue_that_is_away_leaves_the_letter_open(
    world: World, settings: Settings, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        address = start(settings)
    letter_id = world.add_dead_letter()
    with httpx.Client(base_url=address, timeout=20, trust_env=False) as client:
        answer = client.post(f"{PATH}/{letter_id}/redrive")
        assert problem(answer)[:2] == (503, "queue_unavailable")
        assert answer.headers["Retry-After"]
        assert len(listed(client)) == 1
