import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from vehicle_pipeline.local import api_client
from vehicle_pipeline.local.api_client import ApiClient
from vehicle_pipeline.local.errors import BadUsageError, ImportRefusedError, LostContactError

URL = "http://api.test"
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_client, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(api_client, "PATIENCE", 0.1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "frota.csv"
    path.write_text("placa;modelo\n")
    return path


def client(handler: Handler) -> ApiClient:
    return ApiClient(URL, transport=httpx.MockTransport(handler))


def status(event_id: int, name: str) -> str:
    return f"id: {event_id}\nevent: job_status\ndata: {json.dumps({'status': name})}\n\n"


def stream(text: str) -> httpx.Response:
    return httpx.Response(200, text=text, headers={"Content-Type": "text/event-stream"})


def test_a_file_is_sent_with_its_name_and_options(file: Path) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        body = request.read().decode()
        assert 'filename="frota.csv"' in body
        assert 'name="on_conflict"\r\n\r\nupdate' in body
        assert 'name="delimiter"\r\n\r\n\\t' in body
        return httpx.Response(201, json={"job_id": "7", "status": "pending"})

    with client(handle) as api:
        assert api.upload(file, {"on_conflict": "update", "delimiter": "\\t"}) == "7"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (httpx.Response(400, json={"detail": "O arquivo está vazio."}), "O arquivo está vazio."),
        (httpx.Response(502, text="<html>"), "A API respondeu 502 Bad Gateway."),
    ],
)
def test_a_refusal_is_told_in_the_words_of_the_api(
    file: Path, answer: httpx.Response, sentence: str
) -> None:
    with client(lambda _: answer) as api, pytest.raises(ImportRefusedError) as caught:
        api.upload(file, {})

    assert caught.value.sentence == sentence


def test_a_name_that_is_not_utf_8_is_sent_with_marks_in_place_of_what_is_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "frota\udcff.csv"
    file.write_text("placa\n")

    def handle(request: httpx.Request) -> httpx.Response:
        assert 'filename="frota\ufffd.csv"'.encode() in request.read()
        return httpx.Response(202, json={"job_id": "7"})

    with client(handle) as api:
        assert api.upload(file, {}) == "7"


def test_a_form_that_makes_no_sense_is_bad_usage(file: Path) -> None:
    answer = httpx.Response(422, json={"detail": "Valor inválido"})
    with client(lambda _: answer) as api, pytest.raises(BadUsageError, match="Valor inválido"):
        api.upload(file, {})


def test_an_interrupted_stream_is_resumed_after_the_last_event_and_ends_with_the_import() -> None:
    positions: list[str | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        positions.append(request.headers.get("Last-Event-ID"))
        if len(positions) == 1:
            return stream(status(1, "pending") + status(2, "processing"))
        if len(positions) == 2:
            raise httpx.ConnectError("restarting", request=request)
        if len(positions) == 3:
            return httpx.Response(503)
        return stream(status(3, "completed") + status(4, "never read"))

    with client(handle) as api:
        seen = [data["status"] for _, data in api.events("7")]

    assert seen == ["pending", "processing", "completed"]
    assert positions == [None, "2", "2", "2"]


def test_an_api_that_stays_away_is_given_up() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("gone", request=request)

    with client(handle) as api, pytest.raises(LostContactError):
        list(api.events("7"))
