"""Why an occurrence is what it is: why it ran when it did, and what it found."""

from vehicle_pipeline.contracts import Assumption
from vehicle_pipeline.schedule_contracts import Occurrence, OccurrenceState

# Reasons to run that a result does not replace: it is said beside them.
_WHY_IT_RAN = {"run_now", "replayed", "caught_up_after_outage", "caught_up_after_pause"}


def reasons(occurrence: Occurrence) -> list[Assumption]:
    """Return the sentences about an occurrence, in the order in which people read them."""
    params = dict(occurrence.params)
    codes = [params.pop("because", None), occurrence.reason]
    if occurrence.state is OccurrenceState.NOTHING_NEW and occurrence.reason in _WHY_IT_RAN:
        codes.append("nothing_found")
    if occurrence.state is OccurrenceState.FAILED and occurrence.reason in {None, *_WHY_IT_RAN}:
        codes.append("its_imports_failed")
    return [Assumption(code=code, params=params) for code in codes if code]
