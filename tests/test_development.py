"""`dagster dev` in a checkout: works with nothing set, and beside a running stack."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import dagster as dg
import pytest
import yaml

from vehicle_pipeline import development
from vehicle_pipeline.definitions import SENSORS
from vehicle_pipeline.domain.messages import both
from vehicle_pipeline.local import owner
from vehicle_pipeline.local.environment import STACK_MARKER, STACK_OWNER

ROOT = Path(__file__).parents[1]
# What happens to be in the environment of a developer.
AMBIENT = {"AWS_ACCESS_KEY_ID": "mine", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_PROFILE": "work"}
STACK = {
    "DATABASE_URL": "postgresql://postgres@/vehicle_pipeline?host=/stack",
    "QUEUE": "aws",
    "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:9",
    "AWS_ACCESS_KEY_ID": "of the emulator",
    "DAGSTER_HOME": "/of the stack",
}


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """An environment with an empty data dir; what is loaded adds to it alone."""
    for name in ("DATABASE_URL", "QUEUE", "OBJECT_STORE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**AMBIENT, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return {}


def ticks(definitions: dg.Definitions) -> dict[str, str | None]:
    """Why each sensor and schedule does nothing; it has no resources to do anything with."""
    repository = definitions.get_repository_def()
    with dg.DagsterInstance.ephemeral() as instance:
        sensors = {
            sensor.name: sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
            for sensor in repository.sensor_defs
            # Ticked by Dagster's own daemon, without our code.
            if not isinstance(sensor, dg.AutomationConditionSensorDefinition)
        }
        schedules = {
            each.name: each.evaluate_tick(dg.build_schedule_context(instance=instance))
            for each in repository.schedule_defs
        }
    return {name: tick.skip_message for name, tick in {**sensors, **schedules}.items()}


@contextmanager
def stack(data_dir: Path) -> Iterator[None]:
    """A process that looks like one of a stack on the data dir."""
    marks = {STACK_MARKER: str(data_dir.resolve()), STACK_OWNER: owner.identity()}
    command = [sys.executable, "-c", "print(flush=True); import time; time.sleep(60)"]
    with subprocess.Popen(command, env={**STACK, **marks}, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield
        process.kill()


def test_with_nothing_set_everything_skips_with_one_sentence(environ: dict[str, str]) -> None:
    definitions = development.load(environ)
    found = ticks(definitions)
    assert set(found.values()) == {both("idle_without_database")}
    assert {"upload_sensor", "reconcile_sensor", "housekeeping_daily"} < found.keys()
    assert environ == {}


def test_without_a_queue_no_credentials_at_hand_are_used(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, migrated_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", migrated_url)
    definitions = development.load(environ)
    assert set(ticks(definitions).values()) == {both("idle_without_queue")}
    with pytest.raises(dg.Failure) as caught:
        definitions.resolve_job_def("reconcile").execute_in_process()
    assert caught.value.description == both("idle_without_queue")


def test_a_run_without_a_database_fails_with_a_sentence(environ: dict[str, str]) -> None:
    definitions = development.load(environ)
    with pytest.raises(dg.Failure) as caught:
        definitions.resolve_job_def("refresh_derived").execute_in_process()
    assert caught.value.description == both("idle_without_database")


def test_beside_a_stack_its_parts_are_used_and_its_own_dagster_ticks(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stack(tmp_path):
        definitions = development.load(environ)
    assert environ == {name: value for name, value in STACK.items() if name != "DAGSTER_HOME"}
    assert set(ticks(definitions).values()) == {both("idle_beside_stack")}


def test_what_is_configured_is_not_replaced_by_a_stack(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://mine")
    monkeypatch.setenv("QUEUE", "aws")
    with stack(tmp_path):
        definitions = development.load(environ)
    assert environ == {}
    assert list(definitions.sensors or [])[:-1] == SENSORS


def test_dagsters_commands_load_the_same_module() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    (location,) = yaml.safe_load((ROOT / "workspace.yaml").read_text())["load_from"]
    modules = {
        project["dagster"]["module_name"],
        project["dg"]["project"]["code_location_target_module"],
        location["python_module"]["module_name"],
    }
    (module,) = modules
    assert isinstance(import_module(module).defs, dg.Definitions)
