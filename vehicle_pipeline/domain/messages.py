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
from vehicle_pipeline.domain.shown_numbers import number, price_here

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
# Parameters without marks: years, and bounds of what programs take, where `1.000` would be one.
_PLAIN = ("first", "last", "ge", "le")
# Texts that end in a price, as it is stored in pt-BR.
_PRICES = frozenset(
    {
        *("registered", "vehicle", "largest_before", "largest_after"),
        *("before_from", "before_to", "after_from", "after_to"),
    }
)
_FIRST_GROUPED = 1_000
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00)?)?")


def sentence(code: str, params: Mapping[str, Any], language: Language = "pt") -> str:
    """Return the sentence for `code`, filled in with `params`.

    A `reason` among the parameters names a more exact sentence than the code. Raises KeyError for
    an unknown code: codes are ours, so that is a bug, not bad input.
    """
    pt, en = _SENTENCES[params.get("reason") or code]
    template = pt if language == "pt" else en
    if any(_is_marked(value) for value in params.values()):
        params = {name: _number_here(name, value, language) for name, value in params.items()}
    if language == "en":
        params = {name: _price_here(name, value) for name, value in params.items()}
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


def _is_marked(value: Any) -> bool:
    """Whether a value is a number that languages write in different ways; small counts are not."""
    return isinstance(value, float) or (type(value) is int and abs(value) >= _FIRST_GROUPED)


def _number_here(name: str, value: Any, language: Language) -> Any:
    return number(value, language) if _is_marked(value) and name not in _PLAIN else value


def _price_here(name: str, value: Any) -> Any:
    is_priced = name in _PRICES and isinstance(value, str)
    return price_here(value, "en") if is_priced else value


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
    return f"{'Linha' if language == 'pt' else 'Row'} {number(row_number, language)}: {text}"
