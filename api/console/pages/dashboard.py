"""The dashboard: what imports do, how the fleet is, and whether every part works."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter
from starlette.responses import Response

from api.access.rules import ADMIN
from api.console.fleet_charts import by_price, by_year
from api.console.import_charts import per_day, rate_per_day, top_reasons, with_empty_days
from api.console.rendering import Page, ShownPage, go_to
from api.console.routing import PageRoute
from api.console.stage_charts import stage_times
from api.dependencies import AllServices
from api.errors import refusal_of
from api.health.readiness import check_all
from api.presenters.alerts import present_alert
from api.presenters.dead_letters import present_letter
from api.queue_state import queue_state
from api.routes.dead_letters import redrive_dead_letter, redrive_dead_letters
from api.services import Services
from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.adapters.alerts.outbox import Channel
from vehicle_pipeline.errors import (
    DeadLetterNotFoundError,
    DeadLetterOrphanedError,
    UnavailableError,
)

router = APIRouter(prefix="/painel", route_class=PageRoute, include_in_schema=False)

T = TypeVar("T")

_DAYS = 30
_LISTED = 20
# Seconds that the page waits for the health of the parts after all else is there.
_PATIENCE = 0.1


@router.get("")
async def show_dashboard(page: ShownPage, services: AllServices) -> Response:
    """Show every part; one that cannot be read says so in its place.

    Health is looked at meanwhile. What is not known by `_PATIENCE` after the rest is left to the
    page's script, or to the link in its place.
    """
    health = asyncio.create_task(check_all(services, page.reader.language))
    figures = await run_sync(_figures, page, services)
    await asyncio.wait({health}, timeout=_PATIENCE)
    known = health.result() if health.done() else None
    health.cancel()
    return page.show("dashboard/dashboard.html", parts=known, **figures)


def _figures(page: Page, services: Services) -> dict[str, Any]:
    figures = services.figures
    today = datetime.now(page.reader.zone).date()
    since = _beginning(today - timedelta(days=_DAYS - 1), page)
    parts = _Parts(page)
    days = parts.of(
        "days", lambda: with_empty_days(figures.days(since, page.reader.zone), today, _DAYS)
    )
    reasons = parts.of("reasons", lambda: figures.reasons(since))
    stages = parts.of("stages", lambda: figures.stages(since))
    fleet = parts.of("fleet", figures.fleet)
    queue = parts.of("queue", lambda: queue_state(services), "queue")
    return {
        "faults": parts.faults,
        "has_imports": any(day.completed + day.failed + day.others for day in days or []),
        "imports": days and per_day(days, page),
        "rate": days and rate_per_day(days, page),
        "rows": sum(day.rows for day in days or []),
        "rejected": sum(day.rejected for day in days or []),
        "reasons": reasons and top_reasons(reasons, page),
        "stages": stages and stage_times(stages, page),
        "timed": stages.imports if stages else 0,
        "fleet": fleet,
        "years": fleet and fleet.years and by_year(fleet.years, page),
        "prices": fleet and fleet.prices and by_price(fleet.prices, page),
        "queue": queue,
        # As in the API, nobody else is to read them.
        **(_for_admins(services, parts, page) if page.allows(Scope.ADMIN) else {}),
    }


def _for_admins(services: Services, parts: "_Parts", page: Page) -> dict[str, Any]:
    letters = parts.of(
        "letters", lambda: services.dead_letters.page(redriven=False, skip=0, limit=_LISTED)
    )
    alerts = parts.of("alerts", lambda: services.alerts.page(skip=0, limit=_LISTED))
    language = page.reader.language
    listed = alerts.items if alerts else []
    about = [each.job_id for each in listed if each.job_id]
    named = parts.of("alerts", lambda: services.imports.named(about))
    return {
        "letters": letters and [present_letter(each, language) for each in letters.items],
        "open_letters": letters.total if letters else 0,
        "alerts": alerts and [present_alert(each, language) for each in alerts.items],
        "statuses": {each.id: each.status for each in named or []},
        # Events to webhooks are shown only once there is somebody to send them to.
        "without_receiver": {
            each.id
            for each in listed
            if each.channel is Channel.ALERTS and not services.settings.alert_webhook_url
        },
    }


@router.get("/saude")
async def show_health(page: ShownPage, services: AllServices) -> Response:
    """Show whether every part works, as a page of its own."""
    parts = await check_all(services, page.reader.language)
    return page.show("dashboard/health.html", parts=parts)


@router.get("/saude/parte")
async def refresh_health(page: ShownPage, services: AllServices) -> Response:
    """Show the same as a part of the dashboard: asking all of them takes seconds at worst."""
    parts = await check_all(services, page.reader.language)
    return page.show("dashboard/parts.html", parts=parts)


@router.post("/mensagens/reenviar", dependencies=[ADMIN])
async def redrive_all(page: ShownPage, services: AllServices) -> Response:
    """Give every dead letter another chance."""
    report = await redrive_dead_letters(services, page.reader.language)
    return _back("ui_letters_some_orphaned" if report.not_redriven else "ui_letters_redriven")


@router.post("/mensagens/{letter_id}/reenviar", dependencies=[ADMIN])
async def redrive(page: ShownPage, services: AllServices, letter_id: UUID) -> Response:
    """Give a dead letter another chance."""
    try:
        await redrive_dead_letter(services, page.reader.language, letter_id)
    except DeadLetterOrphanedError:
        return _back("dead_letter_orphaned")
    except DeadLetterNotFoundError:
        return _back("dead_letter_not_found")
    return _back("ui_letter_redriven")


@router.post("/mensagens/{letter_id}/descartar", dependencies=[ADMIN])
async def dismiss(services: AllServices, letter_id: UUID) -> Response:
    """Forget a dead letter for good."""
    try:
        await run_sync(services.dead_letters.dismiss, letter_id)
    except DeadLetterNotFoundError:
        return _back("dead_letter_not_found")
    return _back("ui_letter_dismissed")


@dataclass
class _Parts:
    """Parts of a page that fail each alone; what is away is not asked a second time."""

    page: Page
    faults: dict[str, str] = field(default_factory=dict)
    _away: dict[str, UnavailableError] = field(default_factory=dict)

    def of(self, name: str, load: Callable[[], T], service: str = "database") -> T | None:
        """Return a part, or None with the sentence that says why it is missing."""
        try:
            if known := self._away.get(service):
                raise known
            return load()
        except UnavailableError as error:
            self._away[error.service] = error
            refusal = refusal_of(error, self.page.reader.language)
            self.faults[name] = self.page.text(refusal.code, **refusal.params)
            return None


def _beginning(day: date, page: Page) -> datetime:
    return datetime.combine(day, time(), page.reader.zone).astimezone(UTC)


def _back(notice: str) -> Response:
    return go_to("/painel", notice)
