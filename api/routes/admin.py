"""Figures for operators."""

from fastapi import APIRouter

from api.access.rules import ADMIN
from api.dependencies import AllServices, Imports
from api.openapi import problems
from api.presenters.imports import present_findings
from api.queue_state import queue_state
from api.schemas.operations import Queue, Reconciliation, Repair, Stats

router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[ADMIN], responses=problems(503))


@router.get("/stats")
def get_stats(imports: Imports) -> Stats:
    """Return figures over all imports."""
    totals = imports.totals()
    return Stats(
        imports=totals.imports,
        vehicles=totals.vehicles,
        rejected_rows=totals.rejected_rows,
        waiting_imports=totals.waiting,
        rows_last_24_hours=totals.rows_last_24_hours,
        alerts_unsent=totals.unsent_alerts,
    )


@router.get("/queue")
def get_queue(services: AllServices) -> Queue:
    """Return how many messages wait where."""
    return queue_state(services)


@router.get("/reconcile")
def get_reconciliation(services: AllServices) -> Reconciliation:
    """Show the accepted uploads without a run, and which of them hang. Nothing is changed."""
    return present_findings(services.reconciler.examine())


@router.post("/reconcile")
def reconcile(services: AllServices) -> Repair:
    """Queue again the uploads that hang. A schedule of Dagster's does the same every minute."""
    requeued = services.reconciler.repair()
    return Repair(requeued=requeued, now=present_findings(services.reconciler.examine()))
