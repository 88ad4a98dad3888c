"""Places in lists, as addresses bring them."""

from api.errors import ApiError
from vehicle_pipeline.adapters.imports.listing import Cursor, ImportSort


def cursor_of(text: str | None, sort: ImportSort) -> Cursor | None:
    """Return the place behind which a page of imports begins; raises ApiError (422)."""
    try:
        cursor = Cursor.parse(text) if text else None
    except ValueError as error:
        raise ApiError(422, "invalid_cursor") from error
    if cursor and cursor.sort != sort:
        raise ApiError(422, "invalid_cursor")
    return cursor
