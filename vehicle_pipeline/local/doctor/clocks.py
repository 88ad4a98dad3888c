"""Clocks of other machines, compared with this one's."""

from vehicle_pipeline.local.doctor.findings import Finding, error, fine, warning

# In seconds. Ages and leases are counted by either clock; a due time is on time for two minutes.
_NOTICED, _TOO_MUCH = 5.0, 60.0


def compared(part: str, ahead: float) -> Finding:
    """Judge a clock that is so many seconds ahead of ours."""
    off = abs(ahead)
    if off < _NOTICED:
        return fine(part, "clock_fine", seconds=round(off, 2))
    return (error if off > _TOO_MUCH else warning)(part, "clock_off", seconds=round(off))
