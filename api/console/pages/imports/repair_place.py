"""The rows that a repair page shows: some that are left, or those that its form names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

import polars as pl
from fastapi import Depends, Query

from api.console.pages.imports.possible import can_repair
from api.console.pages.imports.repair_form import TypedFields, row_numbers
from api.console.rendering import Page, ShownPage
from api.dependencies import AllServices
from api.errors import ApiError, check_rows_kept
from api.services import Services
from vehicle_pipeline.adapters.imports.queries import ImportDetail
from vehicle_pipeline.contracts import ConflictPolicy, ImportRecord, ImportStatus
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable, RejectedRecord
from vehicle_pipeline.spreadsheets.rejected.repair import Repair

ROWS = 25
_ROW_NUMBER = Query(ge=0, le=2**31 - 1)


@dataclass(frozen=True)
class RepairPlace:
    """Rejected rows of an import as a page shows them."""

    detail: ImportDetail
    repair: Repair
    records: list[RejectedRecord]
    # Rows of the import that are imported already, or about to be, and the import that has them.
    children: dict[int, UUID]
    # Finds the vehicles of good rows where the import would reject those; else None.
    registered: Callable[[pl.DataFrame], pl.DataFrame] | None
    # Row numbers by which the pages before and behind are found; None where there is none.
    previous: int | None = None
    next: int | None = None

    @property
    def job_id(self) -> UUID:
        """The id of the import."""
        return self.detail.record.id

    def with_children(self, children: dict[int, UUID]) -> "RepairPlace":
        """Return the same rows with what became of them since."""
        return replace(self, children=children)


def has_rows_left(services: Services, record: ImportRecord) -> bool:
    """Whether an import has rejected rows to correct that no child has."""
    return can_repair(record) and bool(services.repairs.behind(record.id, 0, 1))


def _left(
    page: ShownPage,
    services: AllServices,
    job_id: UUID,
    depois: Annotated[int, _ROW_NUMBER] = 0,
    antes: Annotated[int | None, _ROW_NUMBER] = None,
) -> RepairPlace:
    """Return rows that no child has: those behind a row, or before one."""
    detail = _repairable(services, job_id)
    records: list[RejectedRecord] = []
    if antes is not None:
        records = services.repairs.before(job_id, antes, ROWS)
    if len(records) < ROWS:
        behind = 0 if antes is not None else depois
        records = services.repairs.behind(job_id, behind, ROWS)
    return _place(page, services, detail, records)


def _named(page: ShownPage, services: AllServices, job_id: UUID, typed: TypedFields) -> RepairPlace:
    """Return the rows that a form names, whatever has become of them since."""
    detail = _repairable(services, job_id)
    numbers = row_numbers(typed)
    return _place(page, services, detail, services.repairs.rows(job_id, numbers))


def _place(
    page: Page, services: Services, detail: ImportDetail, records: list[RejectedRecord]
) -> RepairPlace:
    record, repairs = detail.record, services.repairs
    numbers = [each.row_number for each in records] or [0]
    first, last = numbers[0], numbers[-1]
    skips = record.on_conflict is ConflictPolicy.SKIP
    return RepairPlace(
        detail=detail,
        repair=Repair(ErrorTable(record.id, record.dialect, page.reader.language)),
        records=records,
        children=repairs.children(record.id),
        registered=services.fleet.registered if skips else None,
        previous=first if repairs.before(record.id, first, 1) else None,
        next=last if repairs.behind(record.id, last, 1) else None,
    )


def _repairable(services: Services, job_id: UUID) -> ImportDetail:
    """Return an import whose rows can be corrected; raises ApiError (409, 410)."""
    detail = services.imports.get(job_id)
    check_rows_kept(detail.record)
    if not detail.record.status.is_terminal:
        raise ApiError(409, "import_not_finished")
    if detail.record.status is ImportStatus.UNDONE:
        raise ApiError(409, "ui_repair_undone")
    if not can_repair(detail.record):
        raise ApiError(409, "ui_repair_nothing")
    return detail


RowsLeft = Annotated[RepairPlace, Depends(_left)]
NamedRows = Annotated[RepairPlace, Depends(_named)]
