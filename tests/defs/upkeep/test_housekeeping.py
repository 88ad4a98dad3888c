"""The job as a whole, on Dagster's history and ours in one PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import dagster as dg
import pytest
import yaml

from tests.defs.pipeline import Pipeline
from vehicle_pipeline.adapters.housekeeping import Housekeeping
from vehicle_pipeline.adapters.postgres.dagster_tables import TABLES
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import JOB_ID_TAG
from vehicle_pipeline.definitions import build_definitions, configured_resources
from vehicle_pipeline.local.environment import dagster_storage_url
from vehicle_pipeline.settings import Settings

FILE = "modelo;placa;ano;valor_fipe\nGol;ABC1D23;2020;1,00\nGol;NO;2020;1,00\nGol;NOR;1;x\n"
HOUR = 3_600
# Hours after which things go.
KEPT, IMPORTS_KEPT = 1, 3
FOLDERS_OF_RUNS = ("scratch", "compute_logs", "artifacts/storage")
FOLDERS = ("uploads", "scratch", "compute_logs", "artifacts")
DATA = ("vehicles", "import_jobs", "job_logs", "rejected_parts", "import_chunks", *TABLES)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def history(migrated_url: str, home: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster as the project configures it, in the database of our tables."""
    configuration = {
        "storage": {"postgres": {"postgres_url": dagster_storage_url(migrated_url)}},
        "compute_logs": {
            "module": "vehicle_pipeline.defs.launching.compute_logs",
            "class": "FileComputeLogManager",
            "config": {"base_dir": str(home / "compute_logs")},
        },
        "local_artifact_storage": {
            "module": "dagster._core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": str(home / "artifacts")},
        },
        "telemetry": {"enabled": False},
    }
    (home / "dagster.yaml").write_text(yaml.safe_dump(configuration))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        # As in the process of a run: a connection per event would double the time of the tests.
        instance.optimize_for_webserver(statement_timeout=0, pool_recycle=-1, max_overflow=10)
        yield instance


@pytest.fixture
def configured(migrated_url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATABASE_URL", migrated_url)
    ages = {
        f"retention_{kind}_days": KEPT / 24
        for kind in ("runs", "files", "rows", "alerts", "leftovers")
    }
    return Settings(data_dir=home, **ages, retention_imports_days=IMPORTS_KEPT / 24)


@pytest.fixture
def world(pipeline: Pipeline, home: Path) -> "World":
    for table in TABLES:
        pipeline.tables.execute(f"delete from {table}")
    for name in FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
    return World(pipeline, home)


class World:
    """Imports, the passing of time, and housekeeping."""

    def __init__(self, pipeline: Pipeline, home: Path, settings: Settings | None = None) -> None:
        self.pipeline, self.home = pipeline, home
        self.history, self.tables = pipeline.history, pipeline.tables
        definitions = build_definitions(settings or pipeline.settings)
        self._job = definitions.resolve_job_def("housekeeping")

    def keep_house(self, success: bool = True) -> dict[str, dict[str, object]]:
        """Run the job; return what each step has told."""
        result = self._job.execute_in_process(
            instance=self.history,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        assert result.success is success
        return {
            event.step_key: {
                name: entry.value for name, entry in event.step_output_data.metadata.items()
            }
            for event in result.all_events
            if event.event_type is dg.DagsterEventType.STEP_OUTPUT and event.step_key
        }

    def pass_time(self, hours: int = 1) -> None:
        """Everything there is becomes older."""
        for table, columns in AGING.items():
            changes = ", ".join(
                f"{each} = {each} - %(hours)s * interval '1 hour'" for each in columns
            )
            self.tables.execute(f"update {table} set {changes}", {"hours": hours})
        self.age_files(hours)

    def age_files(self, hours: int) -> None:
        for path in _left(self.home):
            then = path.stat().st_mtime - hours * HOUR
            os.utime(path, (then, then))

    def counts(self) -> dict[str, int]:
        """Rows of every table that grows, and files of every folder."""
        found = {}
        for table in DATA:
            (found[table],) = self.tables.execute(f"select count(*) from {table}").fetchone() or ()
        for name in FOLDERS:
            found[name] = len(_files(self.home / name))
        return found

    def add_run(self, status: dg.DagsterRunStatus, job_id: UUID) -> str:
        """A run in Dagster's history that never was."""
        tags = {JOB_ID_TAG: str(job_id)}
        run = self.history.create_run_for_job(self._job, status=status, tags=tags)
        return str(run.run_id)

    def crash(self) -> None:
        """What killed processes leave."""
        self.put(f"uploads/.writing-{uuid4().hex}")
        self.put(f"uploads/{uuid4()}.csv")
        self.put(f"scratch/{uuid4()}/records-0.arrow")
        self.put(f"compute_logs/{uuid4()}/compute_logs/x.out")

    def put(self, name: str) -> Path:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 100)
        return path


AGING = {
    "import_jobs": ("created_at", "finished_at"),
    "dagster.runs": ("create_timestamp", "update_timestamp"),
    "dagster.event_logs": ("timestamp",),
    "dagster.asset_check_executions": ("evaluation_event_timestamp",),
}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _left(home: Path) -> list[Path]:
    """All files and folders that runs and uploads leave."""
    return [path for name in FOLDERS for path in (home / name).rglob("*")]


def test_every_night_by_itself_and_with_the_ages_of_the_settings(configured: Settings) -> None:
    definitions = build_definitions(configured)
    schedule = definitions.resolve_schedule_def("housekeeping_daily")
    assert (schedule.job_name, schedule.cron_schedule) == ("housekeeping", "30 3 * * *")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedule.execution_timezone == "America/Sao_Paulo"
    assert configured_resources(configured)["retention"].model_dump() == {
        "runs": KEPT / 24,
        "files": KEPT / 24,
        "rows": KEPT / 24,
        "imports": IMPORTS_KEPT / 24,
        "history": 1825,
        "alerts": KEPT / 24,
        "audit": 1825,
        "drafts": 1,
        "leftovers": KEPT / 24,
        "minutes": 10,
    }


def test_hours_of_imports_crashes_and_purging_level_off(world: World) -> None:
    history = []
    for _ in range(6):
        world.crash()
        assert world.pipeline.import_(FILE).success
        world.pass_time()
        world.keep_house()
        history.append(world.counts())
    # After the hours that things are kept, as much goes as comes.
    level = history[IMPORTS_KEPT]
    assert all(counts == level for counts in history[IMPORTS_KEPT:])
    assert level["dagster.event_logs"] > history[0]["dagster.event_logs"] / 2
    assert (level["import_jobs"], level["vehicles"]) == (IMPORTS_KEPT - 1, 1)


def test_every_step_tells_what_it_removed(world: World) -> None:
    run_id = world.pipeline.import_(FILE).run_id
    world.crash()
    counts = world.counts()
    faults = len(world.pipeline.rejected())
    printed = world.home / "compute_logs" / run_id
    assert printed.is_dir()
    world.pass_time(KEPT + 1)
    told = world.keep_house()
    assert {step: entry["removed"] for step, entry in told.items()} == {
        "remove_runs": 1,
        "remove_files": 1,
        "remove_rows": faults + counts["job_logs"],
        "remove_imports": 0,
        "remove_history": 0,
        "remove_alerts": 0,
        "remove_audit": 0,
        "remove_drafts": 0,
        "remove_leftovers": 4,
    }
    assert told["remove_files"]["removed_bytes"] == len(FILE)
    assert all(entry["is_complete"] for entry in told.values())
    assert "dagster.event_logs" in str(told["remove_runs"]["tables"])
    assert not printed.exists()
    assert world.history.get_run_by_id(run_id) is None


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_a_run_is_kept_while_its_import_is_not_over(world: World, status: str) -> None:
    job_id = uuid4()
    for status_of_run in (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS):
        world.add_run(status_of_run, job_id)
    other = world.add_run(dg.DagsterRunStatus.FAILURE, uuid4())
    unfinished = world.add_run(dg.DagsterRunStatus.STARTED, uuid4())
    world.tables.execute(
        "insert into import_jobs (id, filename, object_key, file_size, file_sha256, status)"
        " values (%s, '', '', 1, '', %s)",
        [job_id, status],
    )
    world.pass_time(KEPT + 1)
    assert world.keep_house()["remove_runs"]["removed"] == 1
    left = {run.run_id for run in world.history.get_runs()}
    assert (other in left, unfinished in left) == (False, True)
    assert len(world.history.get_runs(dg.RunsFilter(tags={JOB_ID_TAG: str(job_id)}))) == 2
    world.tables.execute("delete from import_jobs")
    # Both of them, and the run of housekeeping itself is too young.
    assert world.keep_house()["remove_runs"]["removed"] == 2


def test_scratch_of_a_run_at_work_stays(world: World) -> None:
    working = world.add_run(dg.DagsterRunStatus.STARTED, uuid4())
    ended = world.add_run(dg.DagsterRunStatus.SUCCESS, uuid4())
    for name in (working, ended, str(uuid4())):
        world.put(f"scratch/{name}/records-0.arrow")
    world.age_files(KEPT + 1)
    world.keep_house()
    assert [path.name for path in (world.home / "scratch").iterdir()] == [working]


def test_nothing_but_folders_of_runs_is_removed(world: World, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("of somebody else")
    others = ("photos", f"{uuid4()}.bak", uuid4().hex)
    run_id, linked = world.add_run(dg.DagsterRunStatus.SUCCESS, uuid4()), str(uuid4())
    for folder in FOLDERS_OF_RUNS:
        for name in others:
            world.put(f"{folder}/{name}/file")
        world.put(f"{folder}/{run_id}/file")
        (world.home / folder / run_id / "inside").symlink_to(elsewhere)
        (world.home / folder / linked).symlink_to(elsewhere)
    world.age_files(IMPORTS_KEPT + 1)
    world.pass_time(IMPORTS_KEPT + 1)
    world.keep_house()
    for folder in FOLDERS_OF_RUNS:
        left = {path.name for path in (world.home / folder).iterdir()}
        assert run_id not in left
        assert {*others, linked} <= left
    assert (elsewhere / "file").read_text() == "of somebody else"


def test_a_step_that_fails_stops_none_of_the_others(world: World) -> None:
    world.pipeline.import_(FILE)
    world.pass_time(IMPORTS_KEPT + 1)
    uploads = world.home / "uploads"
    uploads.rename(world.home / "elsewhere")
    uploads.write_text("no folder")
    try:
        told = world.keep_house(success=False)
    finally:
        uploads.unlink()
        (world.home / "elsewhere").rename(uploads)
    steps = ("runs", "rows", "imports", "history", "alerts", "audit", "drafts")
    assert told.keys() == {f"remove_{each}" for each in steps}
    assert len(list(uploads.iterdir())) == 1
    # Its import is gone; so is what would have said that it is old.
    assert world.keep_house()["remove_leftovers"]["removed"] == 1
    assert list(uploads.iterdir()) == []


def test_a_second_run_at_the_same_time_does_nothing(world: World, database: Database) -> None:
    world.pipeline.import_(FILE)
    world.pass_time(IMPORTS_KEPT + 1)
    with Housekeeping(database).alone() as is_alone:
        assert is_alone
        told = world.keep_house()
    assert all(entry == {"skipped": True} for entry in told.values())
    assert world.keep_house()["remove_imports"]["removed"] == 1


def test_what_there_was_no_time_for_goes_the_next_time(
    world: World, pipeline: Pipeline, home: Path
) -> None:
    runs = [world.add_run(dg.DagsterRunStatus.SUCCESS, uuid4()) for _ in range(3)]
    world.pass_time(IMPORTS_KEPT + 1)
    hurried = pipeline.settings.model_copy(update={"housekeeping_minutes": 1e-9})
    told = World(pipeline, home, hurried).keep_house()["remove_runs"]
    assert (told["removed"], told["is_complete"]) == (1, False)
    assert world.keep_house()["remove_runs"]["removed"] == 2
    assert not {run.run_id for run in world.history.get_runs()} & set(runs)
