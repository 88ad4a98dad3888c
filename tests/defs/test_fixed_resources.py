"""Resources that accept no config: what a tick pays for them, and what they know of their run."""

import dagster as dg
import pytest

from vehicle_pipeline.defs.fixed_resources import fixed
from vehicle_pipeline.defs.resources import AlertWebhook, Links, PipelineDatabase

RUN_ID = "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"


def test_a_tick_makes_no_instance_for_a_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    links = {"links": fixed(Links(api_url="http://api", dagster_url="http://ui"))}
    with dg.instance_for_test() as instance:
        monkeypatch.setattr(dg.DagsterInstance, "ephemeral", None)
        with dg.build_resources(links, instance=instance) as resources:
            assert resources.links.api_url == "http://api"


def test_the_value_of_a_variable_is_read_when_a_tick_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resource = {"webhook": fixed(AlertWebhook(url=dg.EnvVar("ALERT_WEBHOOK_URL")))}
    for url in ("http://one", "http://other"):
        monkeypatch.setenv("ALERT_WEBHOOK_URL", url)
        with (
            dg.instance_for_test() as instance,
            dg.build_resources(resource, instance=instance) as resources,
        ):
            assert resources.webhook.url == url


def test_connections_bear_the_name_of_their_run(database_url: str) -> None:
    run = dg.DagsterRun(job_name="import", run_id=RUN_ID)
    resource = {"database": fixed(PipelineDatabase(url=database_url))}
    with (
        dg.instance_for_test() as instance,
        dg.build_resources(resource, instance=instance, dagster_run=run) as resources,
        resources.database.database.transaction() as connection,
    ):
        (name,) = connection.execute("select current_setting('application_name') as n").fetchall()
    assert name["n"] == f"vehicle-pipeline run {RUN_ID}"


def test_each_use_has_a_resource_of_its_own(database_url: str) -> None:
    resource = {"database": fixed(PipelineDatabase(url=database_url))}
    with (
        dg.instance_for_test() as instance,
        dg.build_resources(resource, instance=instance) as one,
        dg.build_resources(resource, instance=instance) as other,
    ):
        assert one.database.database is not other.database.database
