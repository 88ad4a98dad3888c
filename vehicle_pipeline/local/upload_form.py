"""The form of an upload, as the command line's options fill it in."""

import json
from collections.abc import Sequence
from pathlib import Path

from vehicle_pipeline.domain import upload_options
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import BadOptionError
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.mapped_columns import mapped_columns
from vehicle_pipeline.local.option_names import concerned
from vehicle_pipeline.local.pairs import number, pairs
from vehicle_pipeline.local.typed import as_typed
from vehicle_pipeline.spreadsheets.signature import is_excel, is_packed


def upload_form(
    file: Path,
    mapping: Sequence[str] = (),
    columns: Sequence[str] = (),
    guard: Sequence[str] = (),
    **texts: str | None,
) -> dict[str, str]:
    """Return the fields of the form, judged before anything is started for them.

    `texts` are by the names of OPTIONS, `mapping` holds `field=header`, `columns` holds
    `field=letters`, `guard` holds `limit=number`. Raises BadUsageError.
    """
    form = {name: as_typed(text) for name, text in texts.items() if text is not None}
    if mapped := mapped_columns(mapping, columns):
        form["mapping"] = json.dumps(mapped, ensure_ascii=False)
    if guard:
        limits = pairs("--guard", "max_rejected_share=0.1", guard)
        form["guard"] = json.dumps({name: number(text) for name, text in limits.items()})
    try:
        options = upload_options.parse(form)
        if not is_packed(file.name):  # what it holds is not known yet
            upload_options.check_kind(options.overrides, is_workbook=is_excel(file.name))
    except BadOptionError as error:
        raise BadUsageError(concerned(f"{sentence(error.code, error.params)}.")) from error
    return form
