from pathlib import Path

import dagster as dg
import pytest

from tests.defs.pipeline import Tables
from tests.defs.reimports.world import World
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where another program puts its spreadsheets."""
    made = tmp_path / "roots" / "frota"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def world(
    configured: Settings,
    database: Database,
    tables: Tables,
    history: dg.DagsterInstance,
    folder: Path,
    aws: str,
) -> World:
    rules = {"source_roots": (folder.parent,), "source_still_seconds": 0, "queue": "aws"}
    settings = configured.model_copy(update=rules)
    return World(settings, database, tables, history, folder)
