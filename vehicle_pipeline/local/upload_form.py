"""The form of an upload, as the command line's options fill it in."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from vehicle_pipeline.domain import upload_options
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import BadOptionError
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.option_names import concerned
from vehicle_pipeline.local.typed import as_typed
from vehicle_pipeline.spreadsheets.signature import is_excel, is_packed


def upload_form(
    file: Path, mapping: Sequence[str] = (), guard: Sequence[str] = (), **texts: str | None
) -> dict[str, str]:
    """Return the fields of the form, judged before anything is started for them.

    `texts` are by the names of OPTIONS, `mapping` holds `field=header`, `guard` holds
    `limit=number`. Raises BadUsageError.
    """
    form = {name: as_typed(text) for name, text in texts.items() if text is not None}
    if mapping:
        pairs = _pairs("--mapping", 'placa="Nr. Placa"', map(as_typed, mapping))
        form["mapping"] = json.dumps(pairs, ensure_ascii=False)
    if guard:
        pairs = _pairs("--guard", "max_rejected_share=0.1", map(as_typed, guard))
        form["guard"] = json.dumps({name: _number(text) for name, text in pairs.items()})
    try:
        options = upload_options.parse(form)
        if not is_packed(file.name):  # what it holds is not known yet
            upload_options.check_kind(options.overrides, is_workbook=is_excel(file.name))
    except BadOptionError as error:
        raise BadUsageError(concerned(f"{sentence(error.code, error.params)}.")) from error
    return form


def _pairs(option: str, example: str, pairs: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        field, sign, header = pair.partition("=")
        if not sign or field.strip() in found:
            raise BadUsageError(
                f"Não entendi {option} {pair}: diga uma vez por campo, como em {option} {example}."
            )
        found[field.strip()] = header
    return found


def _number(text: str) -> float | str:
    """A number, with a decimal point or comma; any other text is refused by its limit's rule."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
