"""Log lines as JSON: one object a line, whatever is in a message."""

import logging
from collections.abc import Mapping
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from vehicle_pipeline.contracts import JOB_ID_TAG
from vehicle_pipeline.logs import bound
from vehicle_pipeline.logs.moments import moment

# Attribute of the records that Dagster logs for a run: what it knows about the run.
_DAGSTER_ATTRIBUTE = "dagster_meta"
_TRACEBACKS = ("exc_info", "stack_info")


class JsonLines(JsonFormatter):
    """Fields: `time` (RFC 3339, UTC), `level`, `logger`, `message`; where known `import_id`,
    `run_id`, `request_id`; `exc_info` and `stack_info` with a traceback.

    No other attribute of a record is written: libraries put whole requests and events there.
    """

    def __init__(self, **known: str) -> None:
        """`known` are the ids that every line of this process carries."""
        super().__init__()
        self._known = known

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Fill in the fields of one line."""
        tracebacks = {name: message_dict.pop(name, None) for name in _TRACEBACKS}
        log_data.update(
            time=moment(record.created),
            level=record.levelname.lower(),
            logger=record.name,
            message=record.message or str(message_dict or ""),
            **{**self._known, **_ids_of_run(record), **bound.ids()},
            **{name: text for name, text in tracebacks.items() if text},
        )


def _ids_of_run(record: logging.LogRecord) -> dict[str, str]:
    known = getattr(record, _DAGSTER_ATTRIBUTE, None)
    if not isinstance(known, Mapping):
        return {}
    found = {
        "run_id": known.get("run_id"),
        "import_id": (known.get("job_tags") or {}).get(JOB_ID_TAG),
    }
    return {name: str(value) for name, value in found.items() if value}
