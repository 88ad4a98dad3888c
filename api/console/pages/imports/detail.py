"""One import: how far it is, how it was read, what it did, what can be done about it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.console.pages.imports.outcomes import ending_of, outcomes_of
from api.console.pages.imports.possible import possible
from api.console.pages.imports.progress import progress_of
from api.console.pages.imports.repair_place import has_rows_left
from api.console.rendering import Page, ShownPage
from api.console.routing import PageRoute
from api.console.words import present_said
from api.dependencies import AllServices
from api.import_stages import Stages, stages_of
from api.services import Services
from vehicle_pipeline.access_contracts import AuditAction
from vehicle_pipeline.adapters.access.audit_log import AuditEntry
from vehicle_pipeline.adapters.imports.effects import LOOKED_AT, Effects
from vehicle_pipeline.contracts import ImportRecord

# What people have done with an import, at most.
ACTIONS = 20

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/importacoes/{job_id}")
def show_import(page: ShownPage, services: AllServices, job_id: UUID) -> Response:
    """Show an import; the page keeps its state up to date."""
    return page.show("imports/detail.html", **_context(page, services, job_id))


@router.get("/importacoes/{job_id}/estado")
def show_state(page: ShownPage, services: AllServices, job_id: UUID) -> Response:
    """Show the state alone, for the page that is open."""
    return page.show("imports/state.html", **_context(page, services, job_id))


def _context(page: Page, services: Services, job_id: UUID) -> dict[str, Any]:
    detail = services.imports.get(job_id)
    record = detail.record
    ending, can = ending_of(record), possible(record)
    original = services.imports.get(record.undoes) if record.undoes and can.confirm_undo else None
    return {
        "record": record,
        "outcomes": outcomes_of(record),
        "ending": ending and page.text(ending[0], **ending[1]),
        "shown": present_said(page, detail, services.settings.dagster_url),
        "progress": progress_of(record),
        "stages": _stages(services, record),
        "can": can,
        "may_undo": original is not None and possible(original.record).undo,
        "undone_by": original and original.record.undone_by,
        "repairs_left": original.corrections if original else [],
        "has_rows_left": has_rows_left(services, record),
        "repaired": services.repairs.count(job_id) if can.download_errors else 0,
        "reasons": services.imports.fault_counts(job_id) if record.counts.errors else {},
        "effects": _effects(services, record),
        "looked_at": LOOKED_AT,
        "actions": _actions(services, record),
    }


def _actions(services: Services, record: ImportRecord) -> list[AuditEntry]:
    """Return what people did with an import, newest first.

    That an undo was asked for is noted of the import that it undoes.
    """
    done = services.audit_log.page(limit=ACTIONS, import_id=record.id)
    if record.undoes and not record.dry_run and len(done) < ACTIONS:
        action = AuditAction.IMPORT_UNDONE
        done += services.audit_log.page(limit=1, import_id=record.undoes, action=action)
    return done


def _stages(services: Services, record: ImportRecord) -> Stages:
    run_id = record.dagster_run_id
    run = services.dagster_tables.run_times([run_id]).get(run_id) if run_id else None
    return stages_of(record, run)


def _effects(services: Services, record: ImportRecord) -> Effects:
    has_changed = record.status.is_terminal and not record.dry_run and record.counts.updated
    return services.effects.of(record) if has_changed else Effects()
