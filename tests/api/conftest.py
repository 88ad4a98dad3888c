"""A real PostgreSQL, a real queue protocol and a real HTTP server for the tests of the API."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import boto3
import dagster as dg
import httpx
import psycopg
import pytest
from moto.server import ThreadedMotoServer
from typer.testing import CliRunner, Result

from api.health import readiness
from tests.api.commands import Command
from tests.api.serving import Serve, client, serve, serving
from tests.api.uploading import stored
from tests.api.world import World
from tests.postgres import running_postgres
from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.postgres.migrate import migrate
from vehicle_pipeline.cli import app
from vehicle_pipeline.local.environment import dagster_storage_url
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.settings import Settings

TABLES = (
    "import_jobs",
    "drafts",
    "remembered_mappings",
    "schedules",
    "vehicles",
    "vehicle_changes",
    "deliveries",
    "dead_letters",
    "alerts",
    "dagster.event_logs",
    "dagster.instigators",
    "dagster.run_tags",
    "dagster.runs",
)

# Buckets that schedules of the tests name.
BUCKETS = ("bucket", "other")


@pytest.fixture(scope="session", autouse=True)
def _looked_at_each_time() -> Iterator[None]:
    """Tests break a part and ask at once whether it works."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readiness, "KEPT_SECONDS", 0)
        yield


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A throw-away server with our tables and Dagster's."""
    with running_postgres(tmp_path_factory.mktemp("data") / "postgres") as server:
        migrate(server.url())
        with dagster_instance(server.url(), tmp_path_factory.mktemp("dagster")):
            pass
        yield server.url()


def dagster_instance(url: str, home: Path) -> AbstractContextManager[dg.DagsterInstance]:
    """Dagster on the test's PostgreSQL; makes its tables if they are missing."""
    (home / "dagster.yaml").write_text(
        f"storage: {{postgres: {{postgres_url: '{dagster_storage_url(url)}'}}}}\n"
        "telemetry: {enabled: false}\n"
    )
    return dg.DagsterInstance.from_config(str(home))


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulator of SQS and S3, named by the standard variables."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", url)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for bucket in BUCKETS:
            boto3.client("s3").create_bucket(Bucket=bucket)
        yield url
    server.stop()


@pytest.fixture(scope="session")
def settings(database_url: str, aws: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The configuration of the APIs under test."""
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        database_url=database_url,
        queue="aws",
        max_upload_mb=1,
        dagster_port=9,  # nothing listens there
        source_roots=(tmp_path_factory.mktemp("sources"),),
    )


@pytest.fixture(scope="session")
def _shared_api(settings: Settings) -> Iterator[str]:
    with serving(settings) as address:
        yield address


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    """Empty tables and folders, and a hand that writes what the pipeline would have written."""
    for file in stored(settings):
        file.unlink()
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        for table in TABLES:
            # Not `truncate`, which would lock out, or be locked out by, an API at work.
            connection.execute(f"delete from {table}")
        yield World(connection)


@pytest.fixture(scope="session")
def closed_settings(settings: Settings) -> Settings:
    """The configuration of the API under test, with access closed."""
    return settings.model_copy(update={"authentication": "required"})


@pytest.fixture(scope="session")
def _closed_api(closed_settings: Settings) -> Iterator[str]:
    with serving(closed_settings) as address:
        yield address


@pytest.fixture
def closed(_closed_api: str, world: World) -> Iterator[httpx.Client]:
    """A client without any credentials."""
    with client(_closed_api) as opened:
        yield opened


@pytest.fixture(scope="session")
def access_database(settings: Settings) -> Iterator[Database]:
    """The database of the API, for what is done beside it."""
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def tokens(access_database: Database) -> Tokens:
    """The tokens of the API."""
    return Tokens(access_database)


@pytest.fixture(scope="session")
def bearer(tokens: Tokens) -> Callable[[Scope], dict[str, str]]:
    """The header of a new token with a scope."""

    def header(scope: Scope) -> dict[str, str]:
        made = tokens.create(f"of the tests, {scope}", scope, 1)
        return {"Authorization": f"Bearer {made.secret.text}"}

    return header


@pytest.fixture
def api(_shared_api: str, world: World) -> Iterator[httpx.Client]:
    """A client of the API that all tests share, with a world of its own."""
    with client(_shared_api) as opened:
        yield opened


@pytest.fixture
def start(world: World) -> Iterator[Serve]:
    """Starts an API with the settings given; every one is stopped at the end."""
    with serve() as starter:
        yield starter


@pytest.fixture
def own_api(start: Serve, settings: Settings) -> Iterator[httpx.Client]:
    """A client of an API that starts with this test."""
    with client(start(settings)) as opened:
        yield opened


@pytest.fixture
def nothing_left(world: World, settings: Settings) -> Iterator[None]:
    """Checks after the test that neither an object nor an import is there."""
    yield
    assert stored(settings) == []
    assert world.all("select * from import_jobs") == []
    assert world.all("select * from outbox") == []


@pytest.fixture
def data_dir(api: httpx.Client, tmp_path: Path) -> Iterator[DataDir]:
    """The data dir of a stack that runs, as far as its API goes."""
    found = DataDir(tmp_path)
    address = str(api.base_url).rstrip("/")
    StackState(pid=1, api_url=address, dagster_url="http://127.0.0.1:9").write(found)
    with FileLock(found.lock) as lock:
        lock.acquire()
        yield found


@pytest.fixture
def command(data_dir: DataDir, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command on that data dir."""
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--data-dir", str(data_dir.root)])

    return run
