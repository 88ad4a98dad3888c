"""Every error as an RFC 9457 problem. The only place that knows HTTP status and error together."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from api.early_answer import EarlyAnswer
from api.language import headers_in, language_of, say
from api.methods import allowed
from api.parameter_faults import field_errors, names, schedule_errors
from api.schemas.problem import FieldError, Problem
from vehicle_pipeline.adapters.storage.disk import condition
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain.messages import Language
from vehicle_pipeline.errors import (
    BadOptionError,
    BadScheduleError,
    BadSpreadsheetError,
    DeadLetterNotFoundError,
    DeadLetterOrphanedError,
    DraftNotFoundError,
    IdempotencyConflictError,
    ImportActionRefusedError,
    ImportNotFoundError,
    ImportNotRevivableError,
    ObjectStoreUnavailableError,
    OccurrenceNotFoundError,
    OccurrenceUnderWayError,
    ScheduleChangedMeanwhileError,
    ScheduleFaultsError,
    ScheduleNameTakenError,
    ScheduleNotFoundError,
    SourceObjectNotFoundError,
    SourceObjectUnderWayError,
    TokenNotFoundError,
    UnavailableError,
)

MEDIA_TYPE = "application/problem+json"
# Seconds after which asking again is worth it: about what PostgreSQL needs to restart.
RETRY_AFTER = 5
# The same where an operator has to make room first.
_RETRY_AFTER_REPAIR = 60
_NEEDS_REPAIR = {"database_full", "storage_full", "storage_read_only"}

# What a spreadsheet is refused with; any other code means that it cannot be read: 400.
_STATUS_OF_REFUSAL = {
    "file_too_large": 413,
    "no_suffix": 415,
    "not_a_spreadsheet": 415,
    "content_mismatch": 415,
    "nul_characters": 415,
    "html_workbook": 415,
    "xml_workbook": 415,
    "text_workbook": 415,
    "xml_text": 415,
    "json_text": 415,
    "archive_without_spreadsheet": 415,
    "archive_of_several": 415,
    "archive_in_archive": 415,
    "archive_too_large": 413,
    "not_a_workbook": 415,
    "workbook_too_large": 413,
}
# Errors that say all by their kind.
_BY_KIND: dict[type[Exception], tuple[int, str]] = {
    ImportNotFoundError: (404, "import_not_found"),
    ImportNotRevivableError: (409, "import_under_way"),
    DeadLetterNotFoundError: (404, "dead_letter_not_found"),
    DraftNotFoundError: (404, "draft_not_found"),
    DeadLetterOrphanedError: (409, "dead_letter_orphaned"),
    TokenNotFoundError: (404, "token_not_found"),
    IdempotencyConflictError: (409, "idempotency_conflict"),
    ScheduleNotFoundError: (404, "schedule_not_found"),
    ScheduleChangedMeanwhileError: (409, "schedule_changed_meanwhile"),
    ScheduleNameTakenError: (409, "schedule_name_taken"),
    OccurrenceNotFoundError: (404, "occurrence_not_found"),
    OccurrenceUnderWayError: (409, "occurrence_under_way"),
    SourceObjectNotFoundError: (404, "object_not_found"),
    SourceObjectUnderWayError: (409, "object_under_way"),
    ClientDisconnect: (400, "incomplete_upload"),
}
_CODE_OF_STATUS = {404: "not_found", 405: "method_not_allowed"}


class ApiError(Exception):
    """A refusal: status, code, the sentence's parameters, and what HTTP wants beside them."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: list[FieldError] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code, params)
        self.status = status
        self.code = code
        self.params = params
        self.headers = dict(headers or {})
        self.errors = errors


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem."""
    for kind in (
        *_BY_KIND,
        ApiError,
        BadOptionError,
        BadScheduleError,
        BadSpreadsheetError,
        HTTPException,
        ImportActionRefusedError,
        RequestValidationError,
        ScheduleFaultsError,
        UnavailableError,
        Exception,
    ):
        app.add_exception_handler(kind, answer_error)
    app.add_exception_handler(OSError, _answer_full_disk)


def check_rows_kept(import_: ImportRecord) -> None:
    """Raise ApiError (410) for an import whose rejected rows were too old to be kept."""
    if import_.rows_removed_at and import_.counts.errors:
        raise ApiError(410, "rows_removed")


def check_range(start_name: str, start: Any, end_name: str, end: Any) -> None:
    """Raise ApiError (422) for a range that nothing can be in; None is an open end."""
    if start is not None and end is not None and start > end:
        raise ApiError(422, "empty_range", start=start_name, end=end_name)


def close_after_answer(request: Request) -> None:
    """Have the connection closed after the answer, because the request was not read to its end."""
    request.state.is_closing = True


def answer_early(request: Request) -> None:
    """Have the refusal of a request sent at once, because its head alone decides."""
    request.state.is_early = True


def answer_error(request: Request, error: Exception) -> Response:
    """Answer any error with a problem document."""
    language = language_of(request)
    refusal = refusal_of(error, language)
    if refusal.status == HTTPStatus.METHOD_NOT_ALLOWED:
        refusal.headers["Allow"] = allowed(request.app.routes, request.scope)
    return leaving(request, answer(refusal, language, request.url.path))


def leaving(request: Request, response: Response) -> Response:
    """Return a refusal as it has to leave: at once, or with its connection closed, or neither."""
    if getattr(request.state, "is_early", False):
        return EarlyAnswer(response)
    response.headers.update(_connection(request))
    return response


def _answer_full_disk(request: Request, error: Exception) -> Response:
    """Answer what a full disk for temporary files has stopped; any other OSError is a bug."""
    if isinstance(error, OSError) and condition(error) == "full":
        return answer_error(request, ObjectStoreUnavailableError("storage_full"))
    raise error


def answer(refusal: ApiError, language: Language, path: str) -> JSONResponse:
    """Return a refusal as a problem document."""
    problem = Problem(
        type=f"urn:vehicle-pipeline:problem:{refusal.code}",
        title=HTTPStatus(refusal.status).phrase,
        status=refusal.status,
        detail=say(refusal.code, refusal.params, language),
        instance=path,
        code=refusal.code,
        errors=refusal.errors,
    )
    return JSONResponse(
        problem.model_dump(mode="json", exclude_none=True),
        refusal.status,
        headers={**refusal.headers, **headers_in(language)},
        media_type=MEDIA_TYPE,
    )


def _connection(request: Request) -> dict[str, str]:
    return {"Connection": "close"} if getattr(request.state, "is_closing", False) else {}


def refusal_of(error: Exception, language: Language) -> ApiError:
    """Return what any error is answered with."""
    if known := _BY_KIND.get(type(error)):
        return ApiError(*known)
    match error:
        case ApiError():
            return error
        case BadOptionError(code=code, params=params) | BadScheduleError(code=code, params=params):
            return ApiError(422, code, **params)
        case BadSpreadsheetError(code=code, params=params):
            return ApiError(_STATUS_OF_REFUSAL.get(code, 400), code, **params)
        case ImportActionRefusedError(code=code):
            return ApiError(409, code)
        case UnavailableError(code=code):
            seconds = _RETRY_AFTER_REPAIR if code in _NEEDS_REPAIR else RETRY_AFTER
            return ApiError(503, code, headers={"Retry-After": str(seconds)})
        case RequestValidationError():
            faults = field_errors(error, language)
            return ApiError(422, "invalid_parameters", errors=faults, names=names(error))
        case ScheduleFaultsError():
            faults = schedule_errors(error, language)
            concerned = ", ".join(dict.fromkeys(fault.field for fault in faults))
            return ApiError(422, "invalid_parameters", errors=faults, names=concerned)
        case HTTPException(status_code=status):
            code = _CODE_OF_STATUS.get(status, "request_refused")
            return ApiError(status, code, headers=error.headers)
        case _:
            return ApiError(500, "internal_error")
