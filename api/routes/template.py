"""The workbook that people fill in."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Header, Response

from api.downloads.attachments import XLSX, attachment
from api.etags import is_known, tag_of
from api.openapi import problems
from api.schemas.text import Text
from vehicle_pipeline.spreadsheets.template import template

FILENAME = "modelo-veiculos.xlsx"

router = APIRouter(prefix="/imports", tags=["imports"])


@router.get(
    "/template.xlsx",
    response_class=Response,
    responses={
        200: {
            "description": "The template",
            "headers": {
                "Content-Disposition": {"schema": {"type": "string"}},
                "ETag": {"schema": {"type": "string"}},
            },
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(422),
        304: {"description": "It is the one that If-None-Match names"},
    },
)
def download_template(
    known: Annotated[Text | None, Header(alias="If-None-Match", max_length=1_000)] = None,
) -> Response:
    """Download a workbook with our columns, to be filled in and sent.

    It checks values while they are typed, and explains each column in Portuguese and in English.
    """
    content, tag = _of_year(datetime.now(UTC).year)
    headers = {**attachment(FILENAME), "ETag": tag, "Cache-Control": "no-cache"}
    if is_known(known, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=XLSX)


@lru_cache(maxsize=1)
def _of_year(year: int) -> tuple[bytes, str]:
    content = template(year)
    return content, tag_of(content)
