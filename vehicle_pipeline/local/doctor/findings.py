"""What a look has found, in the reader's language."""

from enum import StrEnum
from typing import Any, NamedTuple

from vehicle_pipeline.domain.messages import Language, sentence
from vehicle_pipeline.frozen import Frozen


class Level(StrEnum):
    """How bad it is; an error keeps imports from being made, or lets others in."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Said(NamedTuple):
    """A text in both languages."""

    pt: str
    en: str


class Finding(Frozen):
    """One thing that was seen in a part, and the way to mend it, None where it is well."""

    part: str
    level: Level
    code: str
    seen: str
    seen_en: str
    mend: str | None
    mend_en: str | None


def fine(part: str, code: str, **params: Any) -> Finding:
    """Return what is as it should be; `code` without `doctor_`, `params` fill its sentence in."""
    return _finding(part, Level.OK, code, None, params)


def warning(part: str, code: str, mend: str | None = None, **params: Any) -> Finding:
    """Return what deserves a look; `mend`: the code of what helps, if it is not the code's own."""
    return _finding(part, Level.WARNING, code, mend or code, params)


def error(part: str, code: str, mend: str | None = None, **params: Any) -> Finding:
    """Return what does not work; the rest as for `warning`."""
    return _finding(part, Level.ERROR, code, mend or code, params)


def both(code: str, **params: Any) -> Said:
    """Return a sentence in both languages."""
    return Said(_text(code, params, "pt"), _text(code, params, "en"))


def _finding(
    part: str, level: Level, code: str, mend: str | None, params: dict[str, Any]
) -> Finding:
    seen = both(f"doctor_{code}", **params)
    help_ = both(f"doctor_{mend}_mend", **params) if mend else None
    return Finding(
        part=part,
        level=level,
        code=code,
        seen=seen.pt,
        seen_en=seen.en,
        mend=help_ and help_.pt,
        mend_en=help_ and help_.en,
    )


def _text(code: str, params: dict[str, Any], language: Language) -> str:
    chosen = {
        name: getattr(value, language) if isinstance(value, Said) else value
        for name, value in params.items()
    }
    return sentence(code, chosen, language)
