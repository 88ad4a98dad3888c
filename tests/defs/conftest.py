"""A Dagster instance like the project's, on a PostgreSQL server of its own."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
import yaml
from dagster import DagsterInstance

from tests.defs import launcher_definitions
from tests.defs.bare_runs import opened
from tests.defs.doomed_runs import DoomedRuns
from tests.defs.fault_world import FaultWorld, Reference, Variant
from tests.defs.launched import Runs, kill
from tests.defs.pipeline import Pipeline, Tables
from tests.postgres import running_postgres
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.defs.launching.worker_identity import WorkerIdentity
from vehicle_pipeline.local.environment import dagster_storage_url
from vehicle_pipeline.settings import DAGSTER_SCHEMA, Settings

CONFIGURATION = Path(__file__).parents[2] / "dagster_home" / "dagster.yaml"


@pytest.fixture(scope="package")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database."""
    with running_postgres(tmp_path_factory.mktemp("data") / "postgres") as server:
        with psycopg.connect(server.url()) as connection:
            connection.execute(f"create schema {DAGSTER_SCHEMA}")
        yield server.url()


@pytest.fixture(scope="package")
def dagster_home(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project's dagster.yaml with the tests' jobs preloaded; the environment it asks for."""
    home = tmp_path_factory.mktemp("home")
    settings = yaml.safe_load(CONFIGURATION.read_text())
    settings["run_launcher"]["config"]["preload"] = [
        "dagster_postgres",
        launcher_definitions.__name__,
    ]
    settings["run_monitoring"]["poll_interval_seconds"] = 1
    (home / "dagster.yaml").write_text(yaml.safe_dump(settings))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(home))
        patch.setenv("DAGSTER_PG_URL", dagster_storage_url(database_url))
        patch.setenv("VEHICLE_PIPELINE_COMPUTE_LOGS", str(home / "logs"))
        patch.setenv("VEHICLE_PIPELINE_ARTIFACTS", str(home / "artifacts"))
        patch.setenv("VEHICLE_PIPELINE_RUN_LAUNCHER", "warm")
        patch.setenv("VEHICLE_PIPELINE_MAX_CONCURRENT_RUNS", "4")
        yield home


@pytest.fixture(scope="package")
def instance(dagster_home: Path) -> Iterator[DagsterInstance]:
    """The instance; its launcher keeps one run server for all tests."""
    with DagsterInstance.from_config(str(dagster_home)) as instance:
        yield instance


@pytest.fixture
def configured(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATABASE_URL", migrated_url)
    return Settings(data_dir=tmp_path)


@pytest.fixture(scope="module")
def history() -> Iterator[DagsterInstance]:
    """One Dagster for all runs: making one takes as long as an import."""
    with DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def pipeline(
    configured: Settings, database: Database, tables: Tables, history: DagsterInstance
) -> Pipeline:
    """Imports files; its tables are empty."""
    return Pipeline(configured, database, tables, history)


@pytest.fixture
def runs(instance: DagsterInstance, tmp_path: Path) -> Iterator[Runs]:
    yield Runs(instance, tmp_path)
    for run in instance.get_runs():
        worker = WorkerIdentity.of_run(run)
        if worker and worker.is_alive():
            kill(worker)


@pytest.fixture(scope="module")
def doomed() -> Iterator[DoomedRuns]:
    """Executes runs in processes of their own, which end where they are told to."""
    runs = DoomedRuns.start()
    yield runs
    runs.close()


@pytest.fixture(scope="module")
def references() -> dict[Variant, Reference]:
    """What undisturbed imports leave, once they were asked for."""
    return {}


@pytest.fixture(scope="module")
def passed() -> dict[Variant, Sequence[str]]:
    """The points that undisturbed runs pass, once they were asked for."""
    return {}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the rows of the one file are that all these imports import, once it was judged."""
    return tmp_path_factory.mktemp("judged")


@pytest.fixture
def fault_world(
    pipeline: Pipeline,
    doomed: DoomedRuns,
    references: dict[Variant, Reference],
    passed: dict[Variant, Sequence[str]],
    migrated_url: str,
    judged: Path,
) -> Iterator[FaultWorld]:
    """Imports whose runs end at a fault point."""
    with opened(migrated_url, pipeline.history) as database:
        yield FaultWorld(pipeline, database, doomed, judged, migrated_url, references, passed)
