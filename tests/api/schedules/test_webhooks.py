"""Who is told of a schedule's imports: named through the API, told what was promised."""

from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from tests.api.schedules.making import SCHEDULES, made, path, terms
from tests.api.serving import Serve, client
from tests.api.world import World
from tests.receiver import receiving
from vehicle_pipeline.adapters.alerts.alert_relay import AlertRelay, Relayed
from vehicle_pipeline.adapters.alerts.of_schedules import ScheduleWebhooks
from vehicle_pipeline.adapters.alerts.outbox import Alerts, Channel
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings

SECRET = "a secret that nobody sees"
WEBHOOK = {
    "url": "https://hooks.example.com/in/path-secret",
    "events": ["failed"],
    "secret": SECRET,
}


def test_neither_the_secret_nor_the_path_is_shown_again(api: httpx.Client, world: World) -> None:
    answer = api.post(SCHEDULES, json={**terms(), "webhook": WEBHOOK})
    schedule = answer.json()
    renamed = api.patch(path(schedule), json={"name": "Outra"})
    texts = [answer.text, renamed.text, api.get(SCHEDULES).text, api.get(path(schedule)).text]

    assert (answer.status_code, renamed.status_code) == (201, 200)
    shown = {"receiver": "https://hooks.example.com", "events": ["failed"]}
    assert schedule["webhook"] == renamed.json()["webhook"] == shown
    assert not any(SECRET in text or "path-secret" in text for text in texts)
    # A change of something else keeps it.
    assert world.all("select webhook from schedules") == [(WEBHOOK,)]

    removed = api.patch(path(schedule), json={"webhook": None})
    assert removed.json()["webhook"] is None
    assert world.all("select webhook from schedules") == [(None,)]
    assert made(api, name="Sem aviso")["webhook"] is None


ADDRESS = "Use an address of http or https, such as https://erp.example.com/fleet"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "ftp://hooks.example.com/"}, ADDRESS),
        ({"url": "https://hooks.example.com:99999/"}, ADDRESS),
        ({"url": "https://[::1/"}, ADDRESS),
        ({"url": "nonsense"}, ADDRESS),
        ({"url": "http://"}, ADDRESS),
        ({"url": "http://a b/"}, ADDRESS),
        ({"url": "https://user:password@hooks.example.com/"}, "without user or password"),
        ({"url": f"https://hooks.example.com/{'x' * 2_000}"}, "Use 2,000 characters at most"),
        ({"secret": "short"}, "Use 16 characters at least"),
        ({"secret": ""}, "Use 16 characters at least"),
        ({"events": []}, "The list is empty; name one value at least"),
        ({"events": ["started"]}, "completed, failed, held, undone"),
        ({"more": 1}, "There is no such field here; use: url, events, secret"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_without_showing_its_secret(
    api: httpx.Client, wrong: dict[str, Any], said: str
) -> None:
    answer = api.post(
        SCHEDULES,
        json={**terms(), "webhook": {**WEBHOOK, **wrong}},
        headers={"Accept-Language": "en"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_parameters")
    assert SECRET not in answer.text
    assert "password@" not in answer.text
    (fault,) = answer.json()["errors"]
    assert fault["field"] == next(iter(wrong))
    assert said in fault["reason"]


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "localhost",
            "a.localhost",
        ),
        *("LOCALHOST", "10.0.0.8", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]"),
        *(
            "[2002:7f00:1::]",
            "224.0.0.1",
            "[::127.0.0.1]",
            "[::7f00:1]",
            "LOCALHOST.",
            "127.0.0.1.",
        ),
        *("192.0.0.8", "192.0.8", "0xc0000008", "192.88.99.1", "[::ffff:c000:8]"),
        *("[fec0::1]", "[FEC0:0::1]", "[fec0::1%25eth0]", "[3fff::1]", "[5f00::1]"),
    ],
)
def test_an_address_that_is_not_public_is_refused_when_it_is_given(
    api: httpx.Client, host: str
) -> None:
    wrong = {**WEBHOOK, "url": f"http://{host}:8080/in/path-secret"}
    kept = made(api)
    answers = (
        api.post(SCHEDULES, json={**terms(name="Outro"), "webhook": wrong}),
        api.patch(path(kept), json={"webhook": wrong}),
    )
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_webhook")
        assert "WEBHOOK_PRIVATE_TARGETS" in answer.json()["detail"]
        assert "path-secret" not in answer.text
    assert api.get(path(kept)).json()["webhook"] is None


def test_a_public_address_and_a_name_are_taken(api: httpx.Client) -> None:
    for number, host in enumerate(("93.184.216.34", "[2606:2800:220:1::1]", "hooks.example.com")):
        webhook = {**WEBHOOK, "url": f"https://{host}/"}
        assert made(api, name=f"Aviso {number}", webhook=webhook)["webhook"]


def test_a_network_that_is_allowed_is_taken(start: Serve, settings: Settings) -> None:
    allowed = settings.model_copy(update={"webhook_private_targets": (ip_network("10.0.0.0/8"),)})
    with client(start(allowed)) as api:
        assert made(api, webhook={**WEBHOOK, "url": "http://10.1.2.3/"})["webhook"]
        answer = api.post(
            SCHEDULES,
            json={**terms(name="Outro"), "webhook": {**WEBHOOK, "url": "http://192.168.0.1/"}},
        )
        assert answer.json()["code"] == "bad_webhook"


def test_only_its_events_are_told_and_only_where_that_is_allowed(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    with receiving() as receiver:
        schedule = made(api, webhook=WEBHOOK)
        # A name that stands for this machine by the time that something is sent.
        world.connection.execute(
            "update schedules set webhook = jsonb_set(webhook, '{url}', to_jsonb(%s::text))",
            [receiver.url],
        )
        failed, other = (
            world.add_import(schedule_id=schedule["id"]),
            world.add_import(),
        )
        database = Database(settings.database_url)
        jobs = ImportJobs(database)
        for job_id in (failed, other):
            jobs.fail(job_id, "upload_missing", {})
        alerts = Alerts(database, Channel.SCHEDULE)

        nowhere = AlertRelay(alerts, ScheduleWebhooks(database, "http://api", [])).relay()
        world.connection.execute("update alerts set due_at = now()")
        loopback = [ip_network("127.0.0.0/8")]
        there = AlertRelay(alerts, ScheduleWebhooks(database, "http://api", loopback)).relay()
        database.close()

    assert (nowhere, there) == (Relayed(failed=1), Relayed(sent=1))
    (body,) = receiver.bodies
    assert (body["event"], body["job_id"]) == ("failed", str(failed))
    assert body["schedule_id"] == schedule["id"]
    assert body["error"]
    listed = api.get("/api/v1/admin/alerts").json()["items"]
    assert [item["code"] for item in listed if item["sent_at"]] == ["event_failed"]
