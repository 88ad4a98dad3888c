"""One question to the database serves all streams that wait for the ends of their imports."""

import asyncio
from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from api.events import endings
from api.events.endings import Endings
from tests.api.world import World
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.settings import Settings


class CountedQueries(ImportQueries):
    """Notes what is asked."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.asked: list[set[UUID]] = []

    def over(self, job_ids: Sequence[UUID]) -> set[UUID]:
        self.asked.append(set(job_ids))
        return super().over(job_ids)


@pytest.fixture
def queries(settings: Settings) -> Iterator[CountedQueries]:
    database = Database(settings.database_url)
    yield CountedQueries(database)
    database.close()


@pytest.mark.parametrize("status", ImportStatus)
def test_what_has_ended_is_over(queries: CountedQueries, world: World, status: str) -> None:
    rows = {"total_rows": 0} if status == "completed" else {}
    held = {"held_because": Jsonb([])} if status == "held" else {}
    job_id = world.add_import(status=status, **rows, **held)
    assert queries.over([job_id, uuid4()]) == (
        {job_id} if ImportStatus(status).is_terminal else set()
    )


def test_streams_that_wait_together_ask_together(queries: CountedQueries, world: World) -> None:
    over, under_way = world.add_import(status="failed"), world.add_import()

    async def ask() -> list[bool]:
        shared = Endings(queries)
        with shared.watching(over), shared.watching(under_way), shared.watching(under_way):
            return await asyncio.gather(*map(shared.is_over, [over, under_way] * 500))

    assert asyncio.run(ask()) == [True, False] * 500
    assert queries.asked == [{over, under_way}]


def test_a_stream_that_begins_is_answered_at_once(queries: CountedQueries, world: World) -> None:
    first, second = world.add_import(), world.add_import(status="failed")

    async def ask() -> tuple[bool, bool]:
        shared = Endings(queries)
        with shared.watching(first):
            before = await shared.is_over(first)
            with shared.watching(second):
                return before, await shared.is_over(second)

    assert asyncio.run(ask()) == (False, True)
    assert queries.asked == [{first}, {first, second}]


def test_an_old_answer_is_not_used_and_nothing_is_kept_of_whoever_left(
    queries: CountedQueries, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "KEPT_SECONDS", 0.0)
    first, second = world.add_import(), world.add_import()

    async def ask() -> tuple[bool, bool]:
        shared = Endings(queries)
        with shared.watching(first):
            with shared.watching(second):
                before = await shared.is_over(first)
            world.update_import(first, status="failed")
            return before, await shared.is_over(first)

    assert asyncio.run(ask()) == (False, True)
    assert queries.asked == [{first, second}, {first}]
