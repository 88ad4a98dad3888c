"""Additions to the OpenAPI document that FastAPI generates."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.access.rules import is_public
from api.errors import MEDIA_TYPE
from api.schemas.problem import FieldError, Problem
from vehicle_pipeline.browsers import SAFE_METHODS
from vehicle_pipeline.domain.messages import sentence

_SCHEMA = "#/components/schemas/"

# Status: when it is answered, and one code that comes with it.
_WHEN = {
    400: ("The request is broken: an empty or unreadable file, a malformed form", "empty_file"),
    401: ("Nothing shows who asks, where access is closed", "not_signed_in"),
    403: (
        "The access is not enough, or a page asks whose origin is not in `CORS_ORIGINS`",
        "foreign_origin",
    ),
    404: ("There is no such thing", "not_found"),
    409: ("The Idempotency-Key came before with another file", "idempotency_conflict"),
    410: ("The uploaded file is no longer kept", "upload_missing"),
    413: ("The file is too large", "file_too_large"),
    415: ("Not a spreadsheet, or content that does not match its name", "not_multipart"),
    421: ("`Host` is neither loopback nor in `ALLOWED_HOSTS`", "unknown_host"),
    422: ("A parameter is missing or not allowed", "missing_file"),
    429: (
        "The caller, or the address, asks for too much; `Retry-After` has the seconds to wait",
        "too_many_requests",
    ),
    500: ("A mistake of ours", "internal_error"),
    503: ("A service is away; `Retry-After` has the seconds to wait", "database_unavailable"),
}

_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API token, where access is closed (`AUTHENTICATION=required`).",
}

# What sentences are filled in with.
_EXAMPLES = {"limit": 20, "seconds": 12, "cron": "0 6 * *"}

STREAM_EXAMPLE = {
    "schema": {"type": "string"},
    "example": "id: 1042\nevent: job_status\n"
    'data: {"job_id": "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70", "status": "processing"}\n\n'
    "id: 1047.0\nevent: job_progress\n"
    'data: {"job_id": "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70", "processed_rows": 980, '
    '"error_rows": 20, "total_rows": 5000, "rows_per_second": 9800.0}\n\n: heartbeat\n\n',
}


def problems(*statuses: int, **codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may answer with these errors.

    `codes` are errors of the route's own and their statuses.
    """
    answers: dict[int | str, dict[str, Any]] = {status: _problem(status) for status in statuses}
    answers.update({status: _problem(status, code) for code, status in codes.items()})
    return answers


def describe(app: FastAPI) -> None:
    """Complete the document of `app`: what every route may answer, and a schema of problems."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    description=app.description,
                    routes=app.routes,
                )
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> dict[str, Any]:
    models = schema["components"]["schemas"]
    for model in (Problem, FieldError):
        models[model.__name__] = model.model_json_schema(ref_template=_SCHEMA + "{model}")
        models[model.__name__].pop("$defs", None)
    # FastAPI's own idea of a 422; routes that can answer one declare ours.
    for unused in ("HTTPValidationError", "ValidationError"):
        models.pop(unused, None)
    for path, operations in schema["paths"].items():
        # Any parameter may be repeated or unknown: see `api.parameters`.
        repeated = (422,) if path.startswith("/api/") else ()
        for method, operation in operations.items():
            responses = operation["responses"]
            if "HTTPValidationError" in str(responses.get("422")):
                del responses["422"]
            is_open = is_public(path)
            operation["security"] = [] if is_open else [{"bearer": []}]
            refused = () if is_open else (401, 403)
            for status in (*refused, 421, *repeated, 429, 500):
                responses[str(status)] = _problem(status)
            if method.upper() not in SAFE_METHODS:
                responses.setdefault("413", _problem(413, "body_too_large"))
    schema["components"]["securitySchemes"] = {"bearer": _BEARER}
    return schema


def one_of(status: int, *codes: str) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may answer a status with one of several codes."""
    names = ", ".join(f"`{code}`" for code in codes)
    return {status: {**_problem(status, codes[0]), "description": f"One of {names}"}}


def _problem(status: int, own: str | None = None) -> dict[str, Any]:
    description, code = (sentence(own, _EXAMPLES, "en"), own) if own else _WHEN[status]
    example = {
        "type": f"urn:vehicle-pipeline:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence(code, _EXAMPLES),
        "instance": "/api/v1/imports",
        "code": code,
    }
    schema = {"$ref": f"{_SCHEMA}{Problem.__name__}"}
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": schema, "example": example}},
    }
