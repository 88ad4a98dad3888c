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
# Of what was just done (`NOTICES` of each part), what somebody has to see to: not all went as it
# was asked for.
WARNINGS: frozenset[str] = frozenset().union(
    *(part.WARNINGS for part in (sending, import_page, schedules, dashboard))
)
# Sentences that say why nothing was done.
REFUSALS: frozenset[str] = frozenset().union(
    *(part.REFUSALS for part in (sending, import_page, schedules, dashboard, access))
)
