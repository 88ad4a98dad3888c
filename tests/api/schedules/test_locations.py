"""A location is looked at before a schedule depends on it: by API, page and command alike."""

import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import httpx
import pytest

from tests.api.commands import Command, words
from tests.api.console.pages import browser, text_of
from tests.api.schedules.making import ENGLISH, SCHEDULES, made, path, terms
from vehicle_pipeline.settings import Settings

# The fixture.
__all__ = ["browser"]

MISSING = {"location": "s3://no-such-bucket/frota"}
THERE = {"location": "s3://bucket/frota"}
# Answers as Amazon gives them: status, code.
Say = Callable[[int, str], None]


@pytest.fixture
def s3_says(monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    """Has S3 answer everything with an error."""
    said = [500, "InternalError"]

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<Error><Code>{said[1]}</Code><Message>no</Message></Error>".encode()
            self.send_response(int(said[0]))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)

        def say(status: int, code: str) -> None:
            said[:] = [status, code]

        yield say
        server.shutdown()
        thread.join()


@pytest.fixture
def s3_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{port}")


def form(location: str, **more: str) -> dict[str, str]:
    when = {"kind": "daily", "time": "06:30", "timezone": "America/Sao_Paulo"}
    what = {"origin": "location", "location": location, "glob": "*.xlsx", "pick": "new"}
    return {"name": "Frota", **when, **what, "on_conflict": "update", "missed": "latest", **more}


def refusal(answer: httpx.Response) -> str:
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_source"), answer.text
    return str(answer.json()["detail"])


def test_a_bucket_that_does_not_exist_is_refused_by_every_way(
    api: httpx.Client, browser: httpx.Client, command: Command
) -> None:
    schedule = made(api)
    new = terms(name="Outra", source=MISSING)
    assert "O bucket de 's3://no-such-bucket/frota' não existe" in refusal(
        api.post(SCHEDULES, json=new)
    )
    english = api.post(SCHEDULES, json=new, headers=ENGLISH)
    assert "The bucket of 's3://no-such-bucket/frota' does not exist" in refusal(english)
    assert "não existe" in refusal(api.patch(path(schedule), json={"source": MISSING}))

    shown = browser.post("/agendamentos/novo", data=form(MISSING["location"]))
    assert shown.status_code == 422
    assert "não existe; confira o nome" in shown.text
    page = f"/agendamentos/{schedule['id']}/editar"
    assert browser.post(page, data=form(MISSING["location"])).status_code == 422

    typed = ("--cron", "0 6 1 * *", "--location", MISSING["location"])
    added = command("schedules", "add", "Outra", *typed)
    assert (added.exit_code, "não existe; confira o nome" in words(added)) == (1, True)
    assert api.get(SCHEDULES).json()["items"] == [schedule]


def test_a_missing_place_is_named_beside_all_else_that_is_wrong(api: httpx.Client) -> None:
    answer = api.post(SCHEDULES, json=terms(cron="x", source=MISSING))
    assert answer.json()["code"] == "invalid_parameters"
    assert {error["field"] for error in answer.json()["errors"]} == {"cron", "location"}


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"])
def test_a_bucket_that_may_not_be_read_is_refused(
    api: httpx.Client, s3_says: Say, code: str
) -> None:
    s3_says(403, code)
    said = refusal(api.post(SCHEDULES, json=terms(source=THERE)))
    assert "não tem permissão para ler a origem" in said


def test_a_prefix_without_objects_is_accepted(api: httpx.Client) -> None:
    schedule = made(api, source={"location": "s3://bucket/nothing/yet/"})
    assert schedule["notes"] == []


@pytest.mark.parametrize(
    ("status", "code"), [(503, "SlowDown"), (500, "InternalError"), (400, "RequestTimeTooSkewed")]
)
def test_a_store_that_is_ill_is_accepted_with_a_note(
    api: httpx.Client, s3_says: Say, status: int, code: str
) -> None:
    s3_says(status, code)
    (note,) = made(api, source=THERE)["notes"]
    assert note["code"] == "source_not_seen"


def test_a_store_that_is_away_is_accepted_and_every_way_says_so(
    api: httpx.Client, browser: httpx.Client, command: Command, s3_away: None
) -> None:
    schedule = made(api, source=THERE)
    (note,) = schedule["notes"]
    assert note["code"] == "source_not_seen"
    assert "A origem 's3://bucket/frota' não respondeu agora" in note["message"]
    # It is about that moment, and not about the schedule.
    assert api.get(path(schedule)).json()["notes"] == []
    moved = {"source": {"location": "s3://bucket/outra"}}
    changed = api.patch(path(schedule), json=moved, headers=ENGLISH).json()
    assert "did not answer now" in changed["notes"][0]["message"]

    answer = browser.post("/agendamentos/novo", data=form(THERE["location"]))
    assert answer.status_code == 303
    assert "A origem não respondeu agora" in text_of(browser.get(answer.headers["location"]).text)

    typed = ("--cron", "0 6 1 * *", "--location", "s3://bucket/frota")
    added = command("schedules", "add", "Outra", *typed)
    assert (added.exit_code, "não respondeu agora" in words(added)) == (0, True)


def test_a_store_that_hangs_keeps_nobody_waiting_for_long(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        begun = monotonic()
        (note,) = made(api, source=THERE)["notes"]
    assert note["code"] == "source_not_seen"
    assert monotonic() - begun < 10


def test_who_changes_anything_else_need_not_mend_the_place_first(
    api: httpx.Client, browser: httpx.Client, settings: Settings
) -> None:
    folder = settings.source_roots[0] / "soon-gone"
    folder.mkdir()
    schedule = made(api, source={"location": str(folder), "glob": "*.xlsx"})
    folder.rmdir()
    answer = browser.post(
        f"/agendamentos/{schedule['id']}/editar", data=form(str(folder), name="Outra")
    )
    assert answer.status_code == 303, text_of(answer.text)
    kept = {"source": {"location": str(folder), "glob": "*.csv"}}
    assert api.patch(path(schedule), json=kept).json()["source"]["glob"] == "*.csv"
    refused = partial(api.patch, path(schedule))
    assert "não existe" in refusal(refused(json={"source": {"location": f"{folder}/x"}}))
