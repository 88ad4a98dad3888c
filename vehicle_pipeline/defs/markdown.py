"""Values as the Dagster UI shows them to people: markdown."""

from typing import Any

from vehicle_pipeline.contracts import Dialect, DialectOverrides
from vehicle_pipeline.domain.messages import sentence

# Delimiters that would not show in a table.
_NAMES = {"\t": "tab", "|": "pipe"}


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a table, a column per key."""
    if not rows:
        return "—"
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def receipt(dialect: Dialect, overrides: DialectOverrides) -> str:
    """How a file was read, line by line, and who said so."""
    said = {*dialect.overridden, *overrides.mapping}
    read = {
        "kind": f"{dialect.kind}, records quoted once more" if dialect.is_wrapped else dialect.kind,
        "encoding": dialect.encoding,
        "delimiter": _NAMES.get(dialect.delimiter or "", dialect.delimiter),
        "sheet": dialect.sheet,
        "header_row": dialect.header_row,
        "decimal": dialect.decimal,
        **{field: dialect.mapping[field] for field in dialect.mapping},
        "ignored columns": ", ".join(dialect.ignored) or None,
        "corrected rows of": dialect.parent_id,
    }
    rows = [
        {"what": name, "read as": value, "said by": "sender" if name in said else "file"}
        for name, value in read.items()
        if value is not None
    ]
    return table(rows)


def assumptions(dialect: Dialect) -> str:
    """What was assumed of a file, in both languages."""
    told = [
        f"- {sentence(assumed.code, assumed.params)} / "
        f"{sentence(assumed.code, assumed.params, 'en')}"
        for assumed in dialect.assumptions
    ]
    return "\n".join(told) or "—"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
