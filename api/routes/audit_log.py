"""Who has done what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.access.rules import ADMIN
from api.dependencies import AllServices, Limit
from api.language import CallerLanguage
from api.openapi import problems
from api.presenters.audit import present_entry
from api.schemas.access import AuditEntries
from api.schemas.numbers import Digits
from vehicle_pipeline.access_contracts import AuditAction

router = APIRouter(prefix="/admin/audit-log", tags=["admin"], dependencies=[ADMIN])

Before = Annotated[Digits | None, Query(ge=1, le=2**63 - 1, description="Only with lower ids.")]


@router.get("", responses=problems(422, 503))
def list_audit_log(
    services: AllServices,
    language: CallerLanguage,
    job_id: UUID | None = None,
    schedule_id: UUID | None = None,
    action: AuditAction | None = None,
    before: Before = None,
    limit: Limit = 50,
) -> AuditEntries:
    """List what people and programs have done, newest first.

    What the system does by itself is not in it: that stands in the logs of imports and schedules.
    """
    page = services.audit_log.page(
        import_id=job_id, schedule_id=schedule_id, action=action, before=before, limit=limit
    )
    items = [present_entry(entry, language) for entry in page]
    more = items[-1].id if len(items) == limit else None
    return AuditEntries(items=items, next_before=more)
