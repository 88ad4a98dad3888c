"""Names of environment variables that are nearly ours: typing errors that would do nothing."""

from collections.abc import Iterable
from difflib import get_close_matches

from vehicle_pipeline.settings import Settings

# How alike two names are at least; one letter in twelve may be another one.
_ALIKE = 0.9
_KNOWN = [name.upper() for name in Settings.model_fields]


def misspelled(names: Iterable[str]) -> dict[str, str]:
    """Return the names that look like a setting's and are none, and which they look like."""
    strange = [name for name in names if name.upper() not in _KNOWN]
    found = {name: get_close_matches(name.upper(), _KNOWN, n=1, cutoff=_ALIKE) for name in strange}
    return {name: known[0] for name, known in found.items() if known}
