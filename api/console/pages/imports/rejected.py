"""The rows that did not enter: why, where, and what was probably meant."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.pages.imports.repair_place import has_rows_left
from api.console.pages.imports.wanted import choice
from api.console.rendering import ShownPage
from api.console.routing import PageRoute
from api.console.words import present_fault
from api.dependencies import AllServices
from api.errors import check_rows_kept
from vehicle_pipeline.contracts import FaultCode

FAULTS = 50

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/importacoes/{job_id}/linhas")
def show_rejected(
    page: ShownPage,
    services: AllServices,
    job_id: UUID,
    motivo: Annotated[str, Query(max_length=2_000)] = "",
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Show faults in file order, those of one kind if asked for."""
    chosen = choice(FaultCode, motivo)
    is_unknown = bool(motivo) and chosen is None
    record = services.imports.get(job_id).record
    check_rows_kept(record)
    skip = (pagina - 1) * FAULTS
    found = services.imports.errors(job_id, code=chosen, skip=skip, limit=FAULTS)
    numbers = [row.row_number for row in found.items] or [0]
    return page.show(
        "imports/rejected.html",
        status=422 if is_unknown else 200,
        record=record,
        has_rows_left=has_rows_left(services, record),
        reasons=services.imports.fault_counts(job_id),
        chosen=chosen,
        unknown=motivo if is_unknown else None,
        number=pagina,
        total=found.total,
        children=services.repairs.children(job_id, min(numbers), max(numbers)),
        faults=[present_fault(page, row) for row in found.items],
        is_last=skip + FAULTS >= found.total,
    )
