"""All vehicles of a filter as one file."""

from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from api.dependencies import AllServices, WantedVehicles
from api.downloads.attachments import XLSX, attachment
from api.etags import KEPT_NOWHERE
from api.exports.making import check_room
from api.openapi import problems
from vehicle_pipeline.adapters.vehicle_queries import VehicleSort
from vehicle_pipeline.contracts import CsvDialect

PARQUET = "application/vnd.apache.parquet"
_HEADERS = {"Content-Disposition": {"schema": {"type": "string"}}}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_EXAMPLE = 'modelo;placa;ano;valor_fipe;protegido\n"VW Gol 1.0";ABC1D23;2020;45000,00;\n'

router = APIRouter(tags=["vehicles"])


def _responses(
    media_type: str, content: dict[str, Any], **codes: int
) -> dict[int | str, dict[str, Any]]:
    of_file = {"description": "The file", "headers": _HEADERS, "content": {media_type: content}}
    return {200: of_file, **problems(422, 503, **codes)}


def _headers(filename: str) -> dict[str, str]:
    return {**attachment(filename), **KEPT_NOWHERE}


@router.get(
    "/vehicles.csv",
    response_class=StreamingResponse,
    responses=_responses("text/csv", {"schema": {"type": "string"}, "example": _EXAMPLE}),
)
async def download_vehicles_csv(
    services: AllServices,
    wanted: WantedVehicles,
    sort: VehicleSort = VehicleSort.PLACA,
    dialect: CsvDialect = CsvDialect.PLAIN,
) -> StreamingResponse:
    """Download the vehicles for which everything that is given holds, all of one moment.

    `plain` has commas, a decimal point and no byte order mark; `pt-br` what Excel in Brazil opens
    by a double click: semicolons, a decimal comma and the mark. Both are UTF-8. A model that a
    spreadsheet program would run as a formula has an apostrophe before it, and a word in the
    column `protegido`. Imported again, the file changes nothing.

    A few files are sent at a time; the others wait, and hear 503 after 10 s. A reader who takes
    less than 16 kB/s is cut off.
    """
    blocks = services.exports.csv(wanted, sort, dialect)
    media_type = "text/csv; charset=utf-8; header=present"
    headers = _headers("veiculos.csv")
    return await services.exports.deliveries.begin(blocks, headers=headers, media_type=media_type)


@router.get(
    "/vehicles.xlsx",
    response_class=StreamingResponse,
    responses=_responses(XLSX, _BINARY, too_many_vehicles=409),
)
async def download_vehicles_workbook(
    request: Request,
    services: AllServices,
    wanted: WantedVehicles,
    sort: VehicleSort = VehicleSort.PLACA,
) -> StreamingResponse:
    """Download the same as a workbook, which has native numbers and therefore no dialect.

    More than 1,048,575 vehicles are refused (409): a sheet has no room for them. Two are made at a
    time.
    """
    await run_sync(check_room, services.vehicles, wanted)
    blocks = await services.exports.file(".xlsx", wanted, sort, request)
    headers = _headers("veiculos.xlsx")
    return await services.exports.deliveries.begin(blocks, headers=headers, media_type=XLSX)


@router.get(
    "/vehicles.parquet",
    response_class=StreamingResponse,
    responses=_responses(PARQUET, _BINARY),
)
async def download_vehicles_parquet(
    request: Request,
    services: AllServices,
    wanted: WantedVehicles,
    sort: VehicleSort = VehicleSort.PLACA,
) -> StreamingResponse:
    """Download the same as a Parquet file, which has types and therefore no dialect.

    `modelo` and `placa` are texts, `ano` is an int32, `valor_fipe` a decimal(12, 2).
    """
    blocks = await services.exports.file(".parquet", wanted, sort, request)
    headers = _headers("veiculos.parquet")
    return await services.exports.deliveries.begin(blocks, headers=headers, media_type=PARQUET)
