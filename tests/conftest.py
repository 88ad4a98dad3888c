"""What every test may use: a real PostgreSQL with our tables and Dagster's, and an emulated AWS."""

import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import boto3
import dagster as dg
import psycopg
import psycopg_pool.base
import pytest
from hypothesis import settings as hypothesis_settings
from moto.server import ThreadedMotoServer
from psycopg import sql
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.disks import Disk, FaultyDisk, small_disk
from tests.effort import examples
from tests.postgres import running_postgres
from tests.sharing import StacksTogether, file_of, place_of
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.postgres.migrate import migrate
from vehicle_pipeline.adapters.queue.upload_queue import QueueOptions, UploadQueue
from vehicle_pipeline.local.environment import dagster_storage_url
from vehicle_pipeline.local.postgres import EmbeddedPostgres
from vehicle_pipeline.settings import Settings

# Shows what differs where a comparison outside of a test module fails.
pytest.register_assert_rewrite("tests.corpus.expectations", "tests.corpus.over_http")

# A shell that runs the tests in the background has SIGINT ignored, and what a test starts inherits
# that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What belongs to an import goes with it. On small tables DELETE is quicker than TRUNCATE.
EMPTY = (
    "delete from import_jobs; delete from vehicles; delete from vehicle_changes; "
    "delete from schedules; delete from deliveries; delete from dead_letters; delete from alerts; "
    "delete from drafts; delete from remembered_mappings"
)

# Pools draw from the global generator, in threads of their own; in the middle of an example that
# would look to Hypothesis like a strategy that does.
psycopg_pool.base.random = Random().random

# A busy machine is slow, not wrong. Rules are cheap to try, so 30 examples of each say enough.
# In CI, too, every run tries new ones.
hypothesis_settings.register_profile(
    "project", deadline=None, max_examples=examples(30), derandomize=False
)
hypothesis_settings.load_profile("project")


# Folders whose tests wait longest. They begin, so that no process has one left at the end; browsers
# not while whole stacks start, which would leave neither enough of two processors.
LONGEST_FIRST = ("system", "defs", "contract", "oracle", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests by folder; the processes take file after file in this order."""
    folders = {name: place for place, name in enumerate(LONGEST_FIRST)}
    # A node id is `tests/folder/test_x.py::test_y`.
    items.sort(key=lambda item: folders.get(item.nodeid.split("/", 2)[1], len(LONGEST_FIRST)))
    items.sort(key=lambda item: place_of(file_of(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Have files that share a stack run in one process, one after the other."""
    return StacksTogether(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of the tests' own, with nothing in its database."""
    with running_postgres(tmp_path_factory.mktemp("data") / "postgres") as server:
        yield server


@pytest.fixture(scope="session")
def migrated_url(postgres: EmbeddedPostgres) -> str:
    """Address of a database with our tables."""
    migrate(postgres.url())
    return postgres.url()


@pytest.fixture(scope="session")
def dagster_on_postgres(
    migrated_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dg.DagsterInstance]:
    """Dagster with its history in the same database, as in production."""
    home = tmp_path_factory.mktemp("dagster")
    (home / "dagster.yaml").write_text(
        f"storage: {{postgres: {{postgres_url: '{dagster_storage_url(migrated_url)}'}}}}\n"
        "telemetry: {enabled: false}\n"
    )
    with dg.DagsterInstance.from_config(str(home)) as instance:
        yield instance


@pytest.fixture(scope="session")
def database_url(migrated_url: str, dagster_on_postgres: dg.DagsterInstance) -> str:
    """Address of a database with our tables and Dagster's."""
    return migrated_url


@pytest.fixture
def tables(migrated_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection to our tables, which are empty. It commits by itself."""
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        connection.execute(EMPTY)
        yield connection


@pytest.fixture
def database(
    migrated_url: str, tables: psycopg.Connection[tuple[object, ...]]
) -> Iterator[Database]:
    """Our tables, which are empty, as the adapters see them."""
    pool = Database(migrated_url)
    yield pool
    pool.close()


@pytest.fixture
def empty_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """Address of a database with nothing in it."""
    database = f"empty_{uuid4().hex}"
    name = sql.Identifier(database)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(name))
        yield postgres.url(database)
        connection.execute(sql.SQL("drop database {} with (force)").format(name))


@pytest.fixture(scope="session")
def aws() -> Iterator[str]:
    """An emulator of SQS and S3, named by the standard variables."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", url)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        # What schedules of the tests name.
        boto3.client("s3").create_bucket(Bucket="frota")
        yield url
    server.stop()


@pytest.fixture
def queue(aws: str) -> UploadQueue:
    """A queue of its own for each test. A message becomes a dead letter after three deliveries."""
    name = uuid4().hex
    settings = Settings(
        sqs_queue_name=name,
        sqs_dead_letter_queue_name=f"{name}-dead",
        sqs_visibility_timeout_seconds=60,
        sqs_max_receive_count=3,
    )
    return UploadQueue.connect(QueueOptions.of(settings))


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A folder on a disk that can be full or read-only."""
    with small_disk() as real:
        yield real or FaultyDisk(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the example files."""
    return Path(__file__).parents[1] / "examples"
