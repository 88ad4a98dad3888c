"""The list of imports, live."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.pages.imports.progress import progress_of
from api.console.pages.imports.wanted import LONGEST, Wanted, WantedImports
from api.console.rendering import Page, ShownPage
from api.console.routing import PageRoute
from api.console.words import present_said
from api.cursors import known_place
from api.dependencies import AllServices
from api.services import Services
from vehicle_pipeline.adapters.imports.listing import Cursor, ImportSort
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus

ROWS = 25
_SORT = ImportSort.CREATED_AT_DESC
# Schedules among which the filter chooses.
_SCHEDULES = 200

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_Cursor = Annotated[str, Query(max_length=2_000)]


@router.get("/importacoes")
def show_list(
    page: ShownPage,
    services: AllServices,
    wanted: WantedImports,
    depois: _Cursor = "",
    antes: _Cursor = "",
) -> Response:
    """Show the imports that are wanted, newest first."""
    schedules = services.schedule_queries.page(skip=0, limit=_SCHEDULES).items
    rows = _rows(page, services, wanted, depois, antes)
    return page.show(
        "imports/list.html",
        status=422 if wanted.faults or rows["is_lost"] else 200,
        longest=LONGEST,
        statuses=list(ImportStatus),
        policies=list(ConflictPolicy),
        schedules=[each.schedule for each in schedules],
        **rows,
    )


@router.get("/importacoes/lista")
def show_rows(
    page: ShownPage,
    services: AllServices,
    wanted: WantedImports,
    depois: _Cursor = "",
    antes: _Cursor = "",
) -> Response:
    """Show the rows alone, for the page that is open."""
    return page.show("imports/rows.html", **_rows(page, services, wanted, depois, antes))


def _rows(
    page: Page, services: Services, wanted: Wanted, depois: str, antes: str
) -> dict[str, Any]:
    after, before = (known_place(Cursor, text, _SORT) for text in (depois, antes))
    found = None
    if not wanted.faults:
        page_at = partial(services.imports.page, wanted.found, _SORT, skip=0, limit=ROWS, logs=0)
        found = page_at(after=after, before=before)
        if before and not found.previous:
            # The first page, which need not end where this one does.
            found = page_at()
    dagster_url = services.settings.dagster_url
    return {
        "wanted": wanted,
        "place": {"depois": depois} if after else {"antes": antes} if before else {},
        # No page has given such a place: the first page is shown.
        "is_lost": bool((depois and after is None) or (antes and before is None)),
        "total": found.total if found else 0,
        "next": found and found.next and wanted.address(depois=str(found.next)),
        "previous": found and found.previous and wanted.address(antes=str(found.previous)),
        "imports": [
            {
                "shown": present_said(page, item, dagster_url),
                "progress": progress_of(item.record),
            }
            for item in (found.items if found else [])
        ],
    }
