"""Everything that Dagster shows loads, and hangs together as the design says."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import dagster as dg
import pytest
from dagster import AssetKey, DefaultScheduleStatus, DefaultSensorStatus
from pydantic import HttpUrl, ValidationError

from vehicle_pipeline.adapters.fleet_views import VIEWS
from vehicle_pipeline.definitions import build_definitions, configured_resources
from vehicle_pipeline.defs.table_columns import COLUMNS, STORED_IN
from vehicle_pipeline.settings import Settings

SETTINGS = Settings(
    data_dir=Path("data"),
    database_url="postgresql://nobody@127.0.0.1:9/nothing",
    queue="aws",
    object_store_url="s3://bucket/prefix",
    sqs_queue_name="q",
    sqs_dead_letter_queue_name="d",
    sqs_visibility_timeout_seconds=11,
    sqs_max_receive_count=7,
    aws_default_region="sa-east-1",
    chunk_rows=13,
    api_port=1234,
)
defs = build_definitions(SETTINGS)


@pytest.fixture(scope="module")
def repository() -> dg.RepositoryDefinition:
    return defs.get_repository_def()


def test_every_definition_is_valid() -> None:
    dg.Definitions.validate_loadable(defs)


def test_the_lineage_leads_from_uploads_to_what_is_derived(
    repository: dg.RepositoryDefinition,
) -> None:
    graph = repository.asset_graph
    parents = {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    }
    assert parents == {
        "sources": set(),
        "reimports": {"sources"},
        "uploads": {"reimports"},
        "vehicles": {"uploads"},
        "rejected_rows": {"uploads"},
        # Nothing is behind a dry run.
        "dry_runs": {"uploads"},
        "undos": {"vehicles"},
        "fleet_by_year": {"vehicles"},
        "fleet_by_price": {"vehicles"},
        "fipe_price_statistics": {"vehicles"},
        "import_quality": {"vehicles", "rejected_rows"},
    }
    assert not graph.get(AssetKey("uploads")).is_materializable
    assert set(VIEWS) < parents.keys()
    assert all(graph.get(key).description for key in graph.get_all_asset_keys())


def test_every_asset_has_what_the_catalog_shows(repository: dg.RepositoryDefinition) -> None:
    graph = repository.asset_graph
    for key in graph.get_all_asset_keys():
        asset = graph.get(key)
        assert list(asset.owners) == ["team:vehicle-imports"]
        assert asset.tags["layer"]
        assert asset.kinds
        table = key.to_user_string()
        if table in COLUMNS:
            assert asset.metadata["dagster/table_name"] == f"public.{STORED_IN.get(table, table)}"
        if asset.is_materializable:
            assert "dagster/code_references" in asset.metadata
    fresh = {key for key in graph.get_all_asset_keys() if graph.get(key).freshness_policy}
    assert fresh == {AssetKey(name) for name in ("vehicles", *VIEWS)}


def test_the_checks_hang_on_their_assets_and_block_where_the_table_is_at_stake(
    repository: dg.RepositoryDefinition,
) -> None:
    graph = repository.asset_graph
    checks = {
        (key.asset_key.to_user_string(), key.name): graph.get_check_spec(key).blocking
        for key in graph.asset_check_keys
    }
    assert checks == {
        ("vehicles", "conservation"): True,
        ("vehicles", "one_row_per_vehicle"): True,
        ("rejected_rows", "rejection_rate"): False,
        ("dry_runs", "changed_nothing"): False,
    }


@pytest.mark.parametrize(
    ("name", "graph_name", "end", "audit"),
    [
        ("import_upload", "import_vehicles", "finish_import", "audit_import"),
        ("try_upload", "try_import", "finish_dry_run", "dry_runs_changed_nothing"),
    ],
)
def test_an_import_shows_its_ops_in_the_order_of_the_work(
    repository: dg.RepositoryDefinition, name: str, graph_name: str, end: str, audit: str
) -> None:
    job = repository.get_job(name)
    graph = job.graph.node_named(graph_name).definition
    assert isinstance(graph, dg.GraphDefinition)
    assert [node.name for node in graph.nodes_in_topological_order] == [
        "open_upload",
        "read_chunk",
        "validate_chunk",
        "find_repeated_plates",
        "apply_guard",
        "load_chunks",
        end,
    ]
    # The checks are part of the same run.
    assert [node.name for node in job.nodes_in_topological_order] == [graph_name, audit]


def test_a_dry_run_is_no_run_of_the_vehicles(repository: dg.RepositoryDefinition) -> None:
    job = repository.get_job("try_upload")
    assert job.asset_layer.executable_asset_keys == {AssetKey("dry_runs")}


def test_sensors_and_schedules_run_by_themselves(
    repository: dg.RepositoryDefinition,
) -> None:
    sensors = {sensor.name: sensor for sensor in repository.sensor_defs}
    assert {sensor.default_status for sensor in sensors.values()} == {DefaultSensorStatus.RUNNING}
    assert all(sensor.description for sensor in sensors.values())
    sensor = sensors.pop("upload_sensor")
    assert "dead_letter_sensor" in sensors
    assert [job.name for job in sensor.jobs] == ["import_upload", "try_upload", "undo_import"]
    # The daemon looks every five seconds; a longer pause would make a message wait.
    assert sensor.minimum_interval_seconds == 1
    schedules = repository.schedule_defs
    assert {each.default_status for each in schedules} == {DefaultScheduleStatus.RUNNING}
    assert {each.name: each.job_name for each in schedules} == {
        "housekeeping_daily": "housekeeping",
        "scheduled_reimports": "reimport",
        "retry_failed_imports": "retry_failed",
    }
    # What repairs is a sensor: a schedule would show sixty upcoming runs an hour.
    assert sensors["reconcile_sensor"].minimum_interval_seconds == 60


def test_the_refresh_computes_every_derived_asset(repository: dg.RepositoryDefinition) -> None:
    job = repository.get_job("refresh_derived")
    assert {key.to_user_string() for key in job.asset_layer.executable_asset_keys} == set(VIEWS)


def test_resources_are_configured_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    resources: dict[str, Any] = {**configured_resources(SETTINGS)}
    assert resources["store"].url == "s3://bucket/prefix"
    assert resources["queue"].model_dump() == {
        "is_configured": True,
        "queue_name": "q",
        "dead_letter_queue_name": "d",
        "visibility_timeout_seconds": 11,
        "max_receive_count": 7,
        "stalled_after_seconds": 600,
        "reconcile_after_seconds": 60,
        "region": "sa-east-1",
        "chunk_rows": 13,
    }
    assert resources["scratch"].base_dir == str(SETTINGS.scratch_dir)
    assert resources["links"].api_url == "http://127.0.0.1:1234"
    assert resources["links"].dagster_url == "http://127.0.0.1:3000"


@pytest.mark.parametrize("job", sorted(job.name for job in defs.resolve_all_job_defs()))
@pytest.mark.parametrize("resource", [*configured_resources(SETTINGS), "io_manager", "tables"])
@pytest.mark.parametrize("value", ["elsewhere", {"env": "DATABASE_URL"}])
def test_no_run_configures_a_resource(job: str, resource: str, value: object) -> None:
    definition = defs.resolve_job_def(job)
    if resource not in definition.resource_defs:
        return
    for config in ({"config": value}, {"config": {"url": value}}, {"config": {"base_dir": value}}):
        run_config = {**CONFIG_OF.get(job, {}), "resources": {resource: config}}
        assert not _is_valid(definition, run_config), config
    assert _is_valid(definition, CONFIG_OF.get(job, {}))


@pytest.mark.parametrize("field", ["job_id", "chunk_rows"])
@pytest.mark.parametrize("job", ["import_upload", "try_upload"])
def test_no_run_reads_a_variable_of_the_environment(job: str, field: str) -> None:
    config = {"job_id": str(UUID(int=0)), "chunk_rows": 1, field: {"env": "DATABASE_URL"}}
    assert not _is_valid(defs.resolve_job_def(job), _import_config(job, config))


def _import_config(job: str, config: dict[str, Any]) -> dict[str, Any]:
    graph = {"import_upload": "import_vehicles", "try_upload": "try_import"}[job]
    return {"ops": {graph: {"ops": {"open_upload": {"config": config}}}}}


CONFIG_OF: dict[str, Any] = {
    job: _import_config(job, {"job_id": str(UUID(int=0))})
    for job in ("import_upload", "try_upload")
}
CONFIG_OF["__ASSET_JOB"] = {
    "ops": {name: op for config in CONFIG_OF.values() for name, op in config["ops"].items()}
}


def _is_valid(job: dg.JobDefinition, run_config: dict[str, Any]) -> bool:
    try:
        dg.validate_run_config(job, run_config)
    except dg.DagsterInvalidConfigError:
        return False
    return True


def test_what_is_secret_does_not_become_part_of_the_definitions() -> None:
    settings = SETTINGS.model_copy(
        update={
            "database_url": "postgresql://me:secret@host/db",
            "alert_webhook_url": HttpUrl("https://hooks.example.com/secret"),
        }
    )
    resources: dict[str, Any] = {**configured_resources(settings)}
    for name, variable in (("database", "DATABASE_URL"), ("webhook", "ALERT_WEBHOOK_URL")):
        assert "secret" not in repr(resources[name])
        assert resources[name].url == variable
    assert "hooks" not in repr(settings)


@pytest.mark.parametrize("value", ["hooks.example.com/secret", "ftp://example.com/secret"])
def test_an_address_that_is_none_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ALERT_WEBHOOK_URL", value)
    with pytest.raises(ValidationError, match="alert_webhook_url") as caught:
        Settings()
    assert "secret" not in str(caught.value)


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_WEBHOOK_URL", "")
    settings = Settings()
    assert settings.alert_webhook_url is None
    resources: dict[str, Any] = {**configured_resources(settings)}
    assert resources["webhook"].url == ""


def test_loading_connects_to_nothing() -> None:
    program = (
        "import socket\n"
        "def refuse(*arguments): raise AssertionError('connects while it loads')\n"
        "socket.socket.connect = refuse\n"
        "import vehicle_pipeline.definitions\n"
    )
    environment = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "PATH": "",
    }
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
