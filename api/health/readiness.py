"""Looking at everything that an import needs, at once, within a few seconds."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import get_args

from anyio.to_thread import run_sync

from api.background import Background
from api.health.dagster import Verdict, examine
from api.kept import Kept
from api.language import say
from api.schemas.operations import Component
from api.services import Services
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.errors import UnavailableError

LANGUAGES: tuple[Language, ...] = get_args(Language)
# Nothing that works takes this long, in seconds.
TIMEOUT = 3.0
# How long an answer to anybody is kept, in seconds: what they ask costs the same however often.
KEPT_SECONDS = 2.0


class Readiness:
    """What works, for anybody who asks; one look serves all that ask at the time."""

    def __init__(self, services: Services) -> None:
        self._kept = {
            language: Kept(partial(check_all, services, language), KEPT_SECONDS)
            for language in LANGUAGES
        }

    async def parts(self, language: Language) -> dict[str, Component]:
        """Return what `check_all` has found a moment ago at most."""
        return await self._kept[language].get()


def check_database(database: Database) -> None:
    """Raise DatabaseUnavailableError unless PostgreSQL answers and can be written to."""
    database.check()


async def check_all(services: Services, language: Language) -> dict[str, Component]:
    """Return what works and what does not, component by component."""
    ours = {
        "database": lambda: check_database(services.database),
        "queue": services.queue.check,
        "object_store": services.store.check,
    }
    url = services.settings.dagster_address
    verdicts, dagster = await asyncio.gather(
        asyncio.gather(*map(_attempt, ours.values())), run_sync(examine, url)
    )
    background = {"background": _background(services.background)}
    found = {**dict(zip(ours, verdicts, strict=True)), **background, **dagster}
    found["schedules"] = found["database"]
    parts = {name: _component(verdict, language) for name, verdict in found.items()}
    if parts["schedules"].ok and await _turned_off(services):
        # Somebody may want it so: all else works.
        parts["schedules"] = Component(ok=True, detail=say("schedules_turned_off", {}, language))
    return parts


async def _turned_off(services: Services) -> int:
    """Return how many schedules Dagster does not start; 0 where that cannot be found out."""
    with suppress(TimeoutError, UnavailableError):
        async with asyncio.timeout(TIMEOUT):
            return await run_sync(services.schedule_queries.turned_off, abandon_on_cancel=True)
    return 0


def _background(background: Background) -> Verdict:
    names = ", ".join(background.down)
    return ("background_tasks_down", {"names": names}) if names else None


async def _attempt(check: Callable[[], None]) -> Verdict:
    try:
        async with asyncio.timeout(TIMEOUT):
            await run_sync(check, abandon_on_cancel=True)
    except TimeoutError:
        return "no_answer", {"seconds": int(TIMEOUT)}
    except UnavailableError as error:
        return error.code, {}
    return None


def _component(verdict: Verdict, language: Language) -> Component:
    code, params = verdict or ("part_working", {})
    return Component(ok=verdict is None, detail=say(code, params, language))
