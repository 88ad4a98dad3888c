"""What the form of a repair page sends."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from api.errors import ApiError
from vehicle_pipeline.domain.records import FIELDS
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.spreadsheets.rejected.repair import CELL_CHARACTERS

# What the cells of a page can weigh, in bytes: characters of three bytes, each escaped.
_BODY_BYTES = 2_000_000
_FIELDS = 1_000
# Of a row number, which is less than 2**31.
_DIGITS = 9


def row_numbers(typed: Mapping[str, str]) -> set[int]:
    """Return the numbers of the rows that fields (`placa-7`) belong to."""
    names = (name.rpartition("-") for name in (*typed, typed.get("usar", "")))
    found = {number for field, _, number in names if field in FIELDS}
    return {
        int(each) for each in found if each.isascii() and each.isdigit() and len(each) <= _DIGITS
    }


async def _typed(request: Request) -> dict[str, str]:
    """Return the fields of a form; raises ApiError (413, 422)."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_BYTES:
            raise ApiError(413, "ui_repair_too_much")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise ApiError(422, "ui_repair_too_much") from error
    return {name: text[:CELL_CHARACTERS] for name, text in pairs if is_storable(text)}


TypedFields = Annotated[dict[str, str], Depends(_typed)]
