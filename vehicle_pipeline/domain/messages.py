"""Renders the sentences that people read, by code, in pt-BR and in English.

Their texts are in `sentences`, grouped by subject. Each is a `str.format` template for the
parameters stored with the code, so that a rejected row, a log line or a failed import can be
shown in the reader's language at any time. `{rows:linha|linhas}` is a count with its noun: "1
linha", "2 linhas".
"""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any, Literal

from vehicle_pipeline.domain.sentences import (
    access,
    alerts,
    answers,
    assumptions,
    console,
    dagster,
    dead_letters,
    delimiters,
    doctor,
    encodings,
    events,
    files,
    guard,
    headers,
    health,
    models,
    oidc,
    outages,
    parameters,
    reimports,
    reports,
    requests,
    rows,
    schedules,
    sources,
    undo,
)

Language = Literal["pt", "en"]

_SENTENCES = {
    **rows.SENTENCES,
    **models.SENTENCES,
    **files.SENTENCES,
    **headers.SENTENCES,
    **encodings.SENTENCES,
    **delimiters.SENTENCES,
    **assumptions.SENTENCES,
    **events.SENTENCES,
    **answers.SENTENCES,
    **requests.SENTENCES,
    **outages.SENTENCES,
    **health.SENTENCES,
    **parameters.SENTENCES,
    **reports.SENTENCES,
    **dead_letters.SENTENCES,
    **alerts.SENTENCES,
    **dagster.SENTENCES,
    **schedules.SENTENCES,
    **sources.SENTENCES,
    **reimports.SENTENCES,
    **undo.SENTENCES,
    **guard.SENTENCES,
    **access.SENTENCES,
    **oidc.SENTENCES,
    **console.SENTENCES,
    **doctor.SENTENCES,
}


class _Counting(Formatter):
    """Formats a count with the word for one or for several behind it."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a value as the template wants it."""
        one, bar, several = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if value == 1 else several}"


_COUNTING = _Counting()
# Parameters that may be dates as ISO 8601 writes them, which stay as they are in English.
_DATES = ("value", "date")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00)?)?")


def sentence(code: str, params: Mapping[str, Any], language: Language = "pt") -> str:
    """Return the sentence for `code`, filled in with `params`.

    A `reason` among the parameters names a more exact sentence than the code. Raises KeyError for
    an unknown code: codes are ours, so that is a bug, not bad input.
    """
    pt, en = _SENTENCES[params.get("reason") or code]
    template = pt if language == "pt" else en
    if any(isinstance(value, float) for value in params.values()):
        params = {name: _number_here(value, language) for name, value in params.items()}
    if language == "pt" and any(_may_be_date(params.get(name)) for name in _DATES):
        params = {name: _date_here(value) for name, value in params.items()}
    # The formatter in Python takes five times as long, and there may be a million rows.
    return _COUNTING.vformat(template, (), params) if "|" in template else template.format(**params)


def _may_be_date(value: Any) -> bool:
    # Far cheaper than the expression.
    return isinstance(value, str) and value[4:5] == value[7:8] == "-"


def _date_here(value: Any) -> Any:
    """Return a date as it is written here, anything else as it is."""
    found = _ISO_DATE.fullmatch(value) if _may_be_date(value) else None
    return f"{found[3]}/{found[2]}/{found[1]}" if found else value


def _number_here(value: Any, language: Language) -> Any:
    """Return a fraction with at most four decimals, anything else as it is."""
    if not isinstance(value, float):
        return value
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "pt" else text


def both(code: str, **params: Any) -> str:
    """Return the sentence in both languages, for pages that cannot ask the reader's."""
    return f"{sentence(code, params)} / {sentence(code, params, 'en')}"


def log_line(
    code: str, params: Mapping[str, Any], row_number: int | None, language: Language = "pt"
) -> str:
    """Return a line of an import's log; one about a row begins with its number."""
    text = sentence(code, params, language)
    if row_number is None:
        return text
    return f"{'Linha' if language == 'pt' else 'Row'} {row_number}: {text}"
