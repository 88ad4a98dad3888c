"""A stack whose only disk is full goes on by itself when there is space again."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.disks import SmallDisk, small_disk
from tests.effort import THOROUGH
from tests.system.conftest import Stack, running_stack, wait_for
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.postgres import EmbeddedPostgres

EXAMPLE = Path(__file__).parents[2] / "examples" / "frota.csv"
# PostgreSQL's files take 40 of them, and its log up to 80.
DISK_MEGABYTES = 300
# Long enough for several vain starts of PostgreSQL.
FULL_SECONDS = 30.0

pytestmark = [
    pytest.mark.skipif(not THOROUGH, reason="takes two minutes; tests/local/test_full_disk.py"),
    pytest.mark.timeout(600),
]


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with small_disk(DISK_MEGABYTES) as disk:
        if disk is None:
            pytest.skip("may not mount")
        yield disk


@pytest.fixture
def stack(disk: SmallDisk, tmp_path: Path) -> Iterator[Stack]:
    with running_stack(disk.folder / "data", tmp_path / "up.log") as stack:
        yield stack


def stop_postgres_for_want_of_space(stack: Stack) -> None:
    """Have it begin another file of its write-ahead log, which makes it end at once."""
    url = EmbeddedPostgres(DataDir(stack.data_dir).postgres).url()
    for _ in range(2):
        with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
            connection.execute("select pg_logical_emit_message(true, 'full', 'disk')")
            connection.execute("select pg_switch_wal()")


def unready_parts(stack: Stack) -> list[str] | None:
    """What does not work, as `/health/ready` names it; None when everything does."""
    answer = httpx.get(f"{stack.api_url}/health/ready", trust_env=False, timeout=20)
    parts = answer.json()["parts"]
    return [name for name, part in parts.items() if not part["ok"]] or None


def test_a_full_disk_ends_nothing_and_loses_no_accepted_upload(
    stack: Stack, disk: SmallDisk
) -> None:
    accepted = [stack.upload(EXAMPLE).json()["job_id"] for _ in range(3)]
    disk.fill()
    assert stack.upload(EXAMPLE).status_code == 503
    stop_postgres_for_want_of_space(stack)
    until = time.monotonic() + FULL_SECONDS
    while time.monotonic() < until:
        assert {"object_store", "database"} & set(unready_parts(stack) or [])
        time.sleep(2)

    disk.free()

    wait_for(lambda: True if unready_parts(stack) is None else None, "readiness", 120)
    statuses = [stack.finished(job_id)["status"] for job_id in accepted]
    assert statuses == ["completed"] * 3
