"""Rejected rows as files, to be corrected and sent again."""

from typing import Annotated, Any
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import StreamingResponse

from api.dependencies import AllServices
from api.downloads.attachments import XLSX, attachment
from api.downloads.delivery import blocks_of
from api.error_files.downloads import errors_filename, in_language
from api.errors import ApiError, check_rows_kept
from api.language import CallerLanguage
from api.openapi import problems
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.spreadsheets.headers.corrections import REPORT_COLUMNS
from vehicle_pipeline.spreadsheets.rejected import error_csv
from vehicle_pipeline.spreadsheets.rejected.error_table import ErrorTable

# Cells that are still quick to write, and to open: 370,000 rows of a file with four columns.
MAX_CELLS = 3_000_000
_BLOCK = 1 << 16
_HEADERS = {"Content-Disposition": {"schema": {"type": "string"}}}
_EXAMPLE = (
    "linha_original;erros;sugestoes;importacao_de_origem;modelo;placa;ano;valor_fipe\r\n"
    "7;Placa 'AJ0-4689' inválida: use ABC1234 ou ABC1D23;"
    "placa: AJO-4689;0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70 comma;"
    "VW Gol 1.0;AJ0-4689;2020;45.000,00\r\n"
)

router = APIRouter(prefix="/imports", tags=["imports"])


def _file_language(
    caller: CallerLanguage,
    lang: Annotated[
        Language | None, Query(description="For links, which cannot send Accept-Language.")
    ] = None,
) -> Language:
    return lang or caller


FileLanguage = Annotated[Language, Depends(_file_language)]


def _responses(media_type: str, content: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    of_file = {"description": "The file", "headers": _HEADERS, "content": {media_type: content}}
    return {200: of_file, **problems(404, 422, 503, import_not_finished=409, rows_removed=410)}


@router.get(
    "/{job_id}/errors.csv",
    response_class=StreamingResponse,
    responses=_responses("text/csv", {"schema": {"type": "string"}, "example": _EXAMPLE}),
)
async def download_errors_csv(
    services: AllServices, language: FileLanguage, job_id: UUID
) -> StreamingResponse:
    """Download the rejected rows, duplicates among them, in the dialect of their file.

    Before the original columns stand ours: row number, faults, suggestions, and the import that
    the rows are of, by which the corrected file is recognised when it is sent as a new import.
    Texts that a spreadsheet program would run as a formula have an apostrophe before them, which
    is taken off again then. An import that is not finished is refused (409).

    A few files are sent at a time; the others wait, and hear 503 after 10 s. A reader who takes
    less than 16 kB/s is cut off.
    """
    import_ = await run_sync(_finished, services.imports, job_id)
    table = ErrorTable(job_id, import_.dialect, language)
    blocks = error_csv.written(table, services.imports.rejected(job_id))
    headers = {**attachment(errors_filename(import_.filename, ".csv")), **in_language(language)}
    charset = error_csv.charset(table.dialect)
    media_type = f"text/csv; charset={charset}; header=present"
    return await services.deliveries.begin(blocks, headers=headers, media_type=media_type)


@router.get(
    "/{job_id}/errors.xlsx",
    response_class=StreamingResponse,
    responses=_responses(XLSX, {"schema": {"type": "string", "format": "binary"}}),
)
async def download_errors_workbook(
    request: Request, services: AllServices, language: FileLanguage, job_id: UUID
) -> StreamingResponse:
    """Download the rejected rows as a workbook in which the faulty cells are marked.

    Like `errors.csv`; a second sheet sums up and explains the next steps. Native numbers and dates
    stay what they are. An import that is not finished, or has too many rejected rows, is refused
    (409).
    """
    import_ = await run_sync(_finished, services.imports, job_id)
    _check_size(import_)
    file = await services.workbooks.make(job_id, language, request)
    headers = {**attachment(errors_filename(import_.filename, ".xlsx")), **in_language(language)}
    return await services.deliveries.begin(
        blocks_of(file, _BLOCK), headers=headers, media_type=XLSX
    )


def _finished(imports: ImportQueries, job_id: UUID) -> ImportRecord:
    import_ = imports.get(job_id).record
    if not import_.status.is_terminal:
        raise ApiError(409, "import_not_finished")
    check_rows_kept(import_)
    return import_


def _check_size(import_: ImportRecord) -> None:
    rows = import_.counts.errors
    columns = len(import_.dialect.columns) if import_.dialect else 0
    if rows * (len(REPORT_COLUMNS) + columns) > MAX_CELLS:
        raise ApiError(409, "too_many_rejected_rows", rows=rows)
