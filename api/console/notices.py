"""What a page says was just done, by the code in its address: only what its kind of page does."""

from vehicle_pipeline.domain.sentences.console import (
    REFUSALS,
    WARNINGS,
    access,
    dashboard,
    import_page,
    import_reading,
    schedules,
    sending,
)

# From an upload to its import, and back to the next one.
_OF_IMPORTS = sending.NOTICES | import_page.NOTICES | import_reading.NOTICES
# By the first part of a page's path.
_NOTICES: dict[str, frozenset[str]] = {
    "": _OF_IMPORTS,
    "envios": _OF_IMPORTS,
    "importacoes": _OF_IMPORTS,
    "agendamentos": schedules.NOTICES,
    "painel": dashboard.NOTICES,
    "acessos": access.NOTICES,
    "entrar": access.NOTICES,
}


def is_said(code: str | None, path: str) -> bool:
    """Whether a page says a notice. Why a button did nothing is said wherever it stands."""
    return code in REFUSALS or code in _NOTICES.get(path.split("/")[1], frozenset())


def kind(code: str | None) -> str:
    """Return the look of a notice."""
    if code in REFUSALS:
        return "bad"
    return "warn" if code in WARNINGS else "good"
