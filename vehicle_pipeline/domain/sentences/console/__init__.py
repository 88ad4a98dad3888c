"""What the pages say, by page. Codes begin with `ui_`."""

from vehicle_pipeline.domain.sentences.console import common

SENTENCES: dict[str, tuple[str, str]] = {**common.SENTENCES}
# Sentences that an address may ask a page to show: what was just done.
NOTICES: frozenset[str] = common.NOTICES
