"""The terms of a schedule, as the command line's options say them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vehicle_pipeline.contracts import ColumnName
from vehicle_pipeline.domain import upload_options
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.upload_options import UploadOptions
from vehicle_pipeline.errors import BadOptionError
from vehicle_pipeline.local.command_line import existing_file
from vehicle_pipeline.local.errors import BadUsageError, reason_of
from vehicle_pipeline.local.option_names import concerned
from vehicle_pipeline.local.pairs import number, pairs
from vehicle_pipeline.local.typed import as_typed
from vehicle_pipeline.webhook_contracts import MOST_SECRET, ImportEvent

Terms = dict[str, Any]


def terms(
    before: Mapping[str, Any],
    *,
    source: Mapping[str, str | None],
    reading: Mapping[str, str | None],
    mapping: Mapping[str, ColumnName],
    guard: Sequence[str],
    **others: str | None,
) -> Terms:
    """Return what was typed as the API takes it; `before` is the schedule that it changes, or {}.

    Of an object the names that were not typed stay as they are, and an empty text takes one away.
    Raises BadUsageError.
    """
    found: Terms = {name: as_typed(text) for name, text in others.items() if text is not None}
    if any(text is not None for text in source.values()):
        found["source"] = _source(before.get("source", {}), source)
    if mapping or any(text is not None for text in reading.values()):
        found["overrides"] = _overrides(before.get("overrides", {}), reading, mapping)
    if guard:
        found["guard"] = {**before.get("guard", {}), **_guard(guard)}
    return found


def webhook(url: str | None, events: Sequence[ImportEvent], secret_file: Path | None) -> Terms:
    """Return who is to be told what, as the API takes it; {} if nothing was typed about it.

    Raises BadUsageError.
    """
    if url is None and not events and secret_file is None:
        return {}
    if url == "" and not events and secret_file is None:
        return {"webhook": None}
    if not url or secret_file is None:
        raise BadUsageError(
            "Diga tudo de um webhook: --webhook com o endereço e --webhook-secret-file com o "
            "arquivo do segredo, que não é mostrado de novo."
        )
    told = {"url": as_typed(url), "secret": _secret(secret_file)}
    return {"webhook": told | ({"events": list(events)} if events else {})}


def _secret(path: Path) -> str:
    """Return the text of a file: on the command line every user of the machine could read it."""
    try:
        with existing_file(path).open("rb") as file:
            return file.read(4 * MOST_SECRET + 1).decode().strip()
    except OSError as fault:
        raise BadUsageError(f"O arquivo {path} não pode ser lido: {reason_of(fault)}.") from fault
    except UnicodeDecodeError as fault:
        raise BadUsageError(f"O arquivo {path} não é um texto em UTF-8.") from fault


def _guard(typed: Sequence[str]) -> Terms:
    limits = pairs("--guard", "max_rejected_share=0.1", typed)
    guard = {name: number(text) if text else None for name, text in limits.items()}
    _judged({"guard": json.dumps(guard)})
    return guard


def _source(before: Mapping[str, Any], typed: Mapping[str, str | None]) -> Terms:
    given = {name: as_typed(text) for name, text in typed.items() if text is not None}
    if "import" in given and len(given) > 1:
        raise BadUsageError("--import é uma origem; não cabe com --location, --glob ou --pick.")
    if "import" in given:
        return given
    return {**(before if "location" in before else {}), **given}


def _overrides(
    before: Mapping[str, Any],
    reading: Mapping[str, str | None],
    mapping: Mapping[str, ColumnName],
) -> Terms:
    texts = {name: as_typed(text) for name, text in reading.items() if text is not None}
    read = _judged(texts).overrides.model_dump(mode="json")
    columns = {**before.get("mapping", {}), **mapping}
    return {
        **before,
        **{name: read[name] for name in texts},
        "mapping": {field: column for field, column in columns.items() if column},
    }


def _judged(texts: Mapping[str, str]) -> UploadOptions:
    """Return options by the rules of an upload; raises BadUsageError by what was typed."""
    try:
        return upload_options.parse(texts)
    except BadOptionError as error:
        raise BadUsageError(concerned(f"{sentence(error.code, error.params)}.")) from error
