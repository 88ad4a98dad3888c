"""What the pages say, by page. Codes begin with `ui_`."""

from vehicle_pipeline.domain.sentences.console import (
    access,
    common,
    dashboard,
    import_page,
    import_reading,
    imports,
    preview,
    schedules,
    sending,
    vehicles,
)

_PARTS = (
    *(common, sending, preview, imports, import_page, import_reading),
    *(vehicles, schedules, dashboard, access),
)

SENTENCES: dict[str, tuple[str, str]] = {
    code: texts for part in _PARTS for code, texts in part.SENTENCES.items()
}
# Sentences that an address may ask a page to show: what was just done.
NOTICES: frozenset[str] = frozenset().union(*(part.NOTICES for part in _PARTS))
# Those of them that somebody has to see to: not all went as it was asked for.
WARNINGS: frozenset[str] = frozenset().union(
    *(part.WARNINGS for part in (sending, import_page, schedules, dashboard))
)
# The same about what was not done.
REFUSALS: frozenset[str] = frozenset().union(
    *(part.REFUSALS for part in (sending, import_page, schedules, dashboard, access))
)
