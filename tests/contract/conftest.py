"""The API and the pipeline on one database: what one accepts, the other imports."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import dagster as dg
import httpx
import psycopg
import pytest

from tests.api.serving import serving
from tests.defs.pipeline import Pipeline, Tables
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings

Form = dict[str, str]


@dataclass(frozen=True)
class Together:
    """Sends files to the API and runs their imports as the daemon would."""

    http: httpx.Client
    pipeline: Pipeline

    def preview(self, name: str, content: bytes, form: Form, rows: int = 100) -> dict[str, Any]:
        answer = self.http.post(
            "/imports/preview", files={"file": (name, content)}, data=form, params={"rows": rows}
        )
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    def imported(self, name: str, content: bytes, form: Form) -> dict[str, Any]:
        """The import of a file, once its run has ended."""
        answer = self.http.post("/imports", files={"file": (name, content)}, data=form)
        assert answer.status_code == 201, answer.text
        job_id = answer.json()["job_id"]
        self.pipeline.run(UUID(job_id))
        done: dict[str, Any] = self.http.get(f"/imports/{job_id}").json()
        return done

    def errors(self, job_id: str) -> list[dict[str, Any]]:
        page = self.http.get(f"/imports/{job_id}/errors", params={"limit": 500}).json()
        items: list[dict[str, Any]] = page["items"]
        return items

    def errors_csv(self, job_id: str) -> bytes:
        answer = self.http.get(f"/imports/{job_id}/errors.csv")
        assert answer.status_code == 200, answer.text
        return answer.content


@pytest.fixture(scope="session")
def settings(migrated_url: str, aws: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data_dir=tmp_path_factory.mktemp("contract"),
        database_url=migrated_url,
        queue="aws",
        sqs_queue_name="contract",
        sqs_dead_letter_queue_name="contract-dead",
        dagster_port=9,  # nothing listens there
    )


@pytest.fixture(scope="package")
def _api(settings: Settings) -> Iterator[httpx.Client]:
    """It must not outlive these tests: it would relay the outbox of others to its own queue."""
    with (
        serving(settings) as address,
        httpx.Client(base_url=f"{address}/api/v1", timeout=30, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def _pipeline(settings: Settings) -> Iterator[Pipeline]:
    database = Database(settings.database_url)
    with (
        dg.DagsterInstance.ephemeral() as history,
        psycopg.connect(settings.database_url, autocommit=True) as tables,
    ):
        yield Pipeline(settings, database, tables, history)
    database.close()


@pytest.fixture
def together(
    _api: httpx.Client, _pipeline: Pipeline, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> Together:
    """Both, with empty tables."""
    monkeypatch.setenv("DATABASE_URL", _pipeline.settings.database_url)
    return Together(_api, _pipeline)
