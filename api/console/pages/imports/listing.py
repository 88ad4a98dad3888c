"""The list of imports, live."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.pages.imports.progress import progress_of
from api.console.pages.imports.wanted import Wanted, WantedImports
from api.console.rendering import Page, ShownPage
from api.console.routing import PageRoute
from api.cursors import cursor_of
from api.dependencies import AllServices
from api.presenters.imports import present_import
from api.schemas.text import Blank, Text
from api.services import Services
from vehicle_pipeline.adapters.imports.listing import ImportSort
from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus

ROWS = 25
# Schedules among which the filter chooses.
_SCHEDULES = 200

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_Behind = Annotated[Text | None, Query(max_length=2_000), Blank]


@router.get("/importacoes")
def show_list(
    page: ShownPage, services: AllServices, wanted: WantedImports, depois: _Behind = None
) -> Response:
    """Show the imports that are wanted, newest first."""
    schedules = services.schedule_queries.page(skip=0, limit=_SCHEDULES).items
    return page.show(
        "imports/list.html",
        status=422 if wanted.faults else 200,
        statuses=list(ImportStatus),
        policies=list(ConflictPolicy),
        schedules=[each.schedule for each in schedules],
        **_rows(page, services, wanted, depois),
    )


@router.get("/importacoes/lista")
def show_rows(
    page: ShownPage, services: AllServices, wanted: WantedImports, depois: _Behind = None
) -> Response:
    """Show the rows alone, for the page that is open."""
    return page.show("imports/rows.html", **_rows(page, services, wanted, depois))


def _rows(page: Page, services: Services, wanted: Wanted, behind: str | None) -> dict[str, Any]:
    found = None
    if not wanted.faults:
        sort = ImportSort.CREATED_AT_DESC
        after = cursor_of(behind, sort)
        found = services.imports.page(wanted.found, sort, skip=0, limit=ROWS, after=after, logs=0)
    language, dagster_url = page.reader.language, services.settings.dagster_url
    return {
        "wanted": wanted,
        "behind": behind,
        "total": found.total if found else 0,
        "next": str(found.next) if found and found.next else None,
        "imports": [
            {
                "shown": present_import(item, language, dagster_url),
                "progress": progress_of(item.record),
            }
            for item in (found.items if found else [])
        ],
    }
