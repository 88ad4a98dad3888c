"""The sensor that tells webhooks: what it tells whom, by what is configured."""

from collections.abc import Iterator

import dagster as dg
import pytest
from pydantic import ValidationError

from tests.defs.pipeline import Pipeline
from tests.receiver import Receiver, receiving
from vehicle_pipeline.defs.alerts import alert_sensor
from vehicle_pipeline.defs.resources import AlertWebhook, EventWebhooks, Links, PipelineDatabase
from vehicle_pipeline.settings import Settings

GOOD = "modelo,placa,ano,valor_fipe\nGOL,ABC1D23,2020,45000.00\n"
SECRET = "sixteen or more signs"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with receiving() as started:
        yield started


def tick(
    database_url: str, history: dg.DagsterInstance, *, alerts: str = "", events: str = ""
) -> str | None:
    resources = {
        "database": PipelineDatabase(url=database_url),
        "webhook": AlertWebhook(url=alerts),
        "event_webhooks": EventWebhooks(
            url=events, secret=SECRET, events=["completed", "undone"], private_targets=[]
        ),
        "links": Links(api_url="http://api", dagster_url="http://dagster"),
    }
    with dg.build_sensor_context(instance=history, resources=resources) as context:
        skipped = alert_sensor(context)
    assert isinstance(skipped, dg.SkipReason)
    return skipped.skip_message


def test_events_and_alerts_go_to_their_own_receivers(
    pipeline: Pipeline, migrated_url: str, history: dg.DagsterInstance, receiver: Receiver
) -> None:
    done = pipeline.import_(GOOD)
    failed = pipeline.import_("a,b\n1,2\n")
    with receiving() as people:
        said = tick(migrated_url, history, alerts=people.url, events=receiver.url)

    assert said == "2 sent, 0 will be tried again."
    assert [(each["event"], each["job_id"]) for each in people.bodies] == [
        ("import_failed", str(failed.import_.id))
    ]
    assert [(each["event"], each["job_id"]) for each in receiver.bodies] == [
        ("completed", str(done.import_.id))
    ]
    assert tick(migrated_url, history, alerts=receiver.url, events=receiver.url) is None


def test_without_receivers_alerts_are_kept_and_events_are_not(
    pipeline: Pipeline, migrated_url: str, history: dg.DagsterInstance
) -> None:
    pipeline.import_(GOOD)
    pipeline.import_("a,b\n1,2\n")

    assert tick(migrated_url, history) == "No webhook configured (ALERT_WEBHOOK_URL); 1 unsent."
    left = pipeline.tables.execute("select code from alerts").fetchall()
    assert left == [("import_failed",)]


@pytest.mark.parametrize("secret", [{}, {"webhook_secret": "short"}])
def test_a_webhook_without_a_secret_is_refused(secret: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="16 characters") as refusal:
        Settings(webhook_url="https://hooks.example.com/", **secret)
    assert refusal.value.errors()[0]["loc"] == ("webhook_secret",)


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEBHOOK_EVENTS", "completed,started"), ("WEBHOOK_PRIVATE_TARGETS", "10.0.0.0/8,nonsense")],
)
def test_what_cannot_be_meant_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
    monkeypatch.setenv(name, value.partition(",")[0])
    assert len(getattr(Settings(), name.lower())) == 1
