"""Tables in the Dagster UI. Text from spreadsheets is shown as plain text.

Never use Markdown (`MetadataValue.md`, or an event's description) here: the UI's renderer loads
images and links, so a cell could send requests in the session of the operator who views it.
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from vehicle_pipeline.contracts import Dialect, DialectOverrides
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.outside_text import inert
from vehicle_pipeline.spreadsheets.headers.header_texts import labels

Table = dg.TableMetadataValue | dg.TextMetadataValue

# Delimiters that would not show in a table.
_NAMES = {"\t": "tab", "|": "pipe"}


def table(rows: Sequence[dict[str, Any]]) -> Table:
    """Return `rows` as a table with a column per key."""
    if not rows:
        return dg.MetadataValue.text("—")
    return dg.MetadataValue.table(
        [dg.TableRecord({name: _cell(value) for name, value in row.items()}) for row in rows]
    )


def receipt(dialect: Dialect, overrides: DialectOverrides) -> Table:
    """Return how a file was read: each setting, its value, and who set it (sender or detection)."""
    columns = labels(dialect.columns)
    by_sender = {*dialect.overridden, *overrides.mapping}
    read = {
        "kind": f"{dialect.kind}, records quoted once more" if dialect.is_wrapped else dialect.kind,
        "encoding": dialect.encoding,
        "delimiter": _NAMES.get(dialect.delimiter or "", dialect.delimiter),
        "sheet": dialect.sheet,
        "header_row": dialect.header_row,
        "decimal": dialect.decimal,
        **{field: columns[at] for field, at in dialect.positions.items()},
        "ignored columns": ", ".join(dialect.ignored) or None,
        "corrected rows of": dialect.parent_id,
    }
    return table(
        [
            {
                "what": name,
                "read as": str(value),
                "source": "sender" if name in by_sender else "file",
            }
            for name, value in read.items()
            if value is not None
        ]
    )


def assumptions(dialect: Dialect) -> Table:
    """Return the assumptions made about a file, in both languages."""
    return table(
        [
            {
                "pt-BR": sentence(assumed.code, assumed.params),
                "English": sentence(assumed.code, assumed.params, "en"),
            }
            for assumed in dialect.assumptions
        ]
    )


def _cell(value: object) -> str | int | float | None:
    return value if value is None or isinstance(value, int | float) else inert(str(value))
