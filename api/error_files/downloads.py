"""Files of rejected rows as browsers save them: their names, and their language."""

import re
from pathlib import PurePosixPath

from api.etags import KEPT_NOWHERE
from api.language import headers_in
from vehicle_pipeline.domain.messages import Language

# Characters kept of the name of an upload.
_STEM_LENGTH = 100
# What one of the usual file systems, or a header, would not take.
_FORBIDDEN = r"[<>:\"/\\|?*%;\x00-\x1f\x7f]"
_ERRORS = "erros-"


def errors_filename(upload: str, suffix: str) -> str:
    """Return the name for the rejected rows of `upload`: `frota.xlsx` gives `erros-frota.csv`.

    The corrected file of such a file keeps its name.
    """
    stem = PurePosixPath(upload).stem.removeprefix(_ERRORS)
    return _ERRORS + re.sub(_FORBIDDEN, "_", stem)[:_STEM_LENGTH].strip(" .") + suffix


def in_language(language: Language) -> dict[str, str]:
    """Return the headers of a file whose sentences are in one of two languages."""
    return {**headers_in(language), **KEPT_NOWHERE}
