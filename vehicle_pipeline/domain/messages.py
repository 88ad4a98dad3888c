"""Renders the sentences that people read, by code, in pt-BR and in English.

Their texts are in `sentences`, grouped by subject. Each is a `str.format` template for the
parameters stored with the code, so that a rejected row, a log line or a failed import can be
shown in the reader's language at any time.
"""

from collections.abc import Mapping
from typing import Any, Literal

from vehicle_pipeline.domain.sentences import (
    alerts,
    answers,
    assumptions,
    dead_letters,
    events,
    files,
    reports,
    rows,
)

Language = Literal["pt", "en"]

_SENTENCES = {
    **rows.SENTENCES,
    **files.SENTENCES,
    **assumptions.SENTENCES,
    **events.SENTENCES,
    **answers.SENTENCES,
    **reports.SENTENCES,
    **dead_letters.SENTENCES,
    **alerts.SENTENCES,
}


def sentence(code: str, params: Mapping[str, Any], language: Language = "pt") -> str:
    """Return the sentence for `code`, filled in with `params`.

    A `reason` among the parameters names a more exact sentence than the code. Raises KeyError for
    an unknown code: codes are ours, so that is a bug, not bad input.
    """
    pt, en = _SENTENCES[params.get("reason") or code]
    return (pt if language == "pt" else en).format(**params)


def log_line(
    code: str, params: Mapping[str, Any], row_number: int | None, language: Language = "pt"
) -> str:
    """Return a line of an import's log; one about a row begins with its number."""
    text = sentence(code, params, language)
    if row_number is None:
        return text
    return f"{'Linha' if language == 'pt' else 'Row'} {row_number}: {text}"
