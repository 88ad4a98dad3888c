"""Time zones by the pinned package `tzdata`, so that they are the same on every machine.

`ZoneInfo(name)` would prefer the files of the machine, which may be years old or missing.
"""

from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.errors import BadScheduleError

DEFAULT = "America/Sao_Paulo"


def zone(name: str) -> ZoneInfo:
    """Return the IANA zone of this name; raises BadScheduleError (bad_timezone)."""
    if name not in names():
        raise BadScheduleError("bad_timezone", timezone=excerpt(name))
    return _zone(name)


@cache
def names() -> frozenset[str]:
    """Every IANA name, old ones included."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def _zone(name: str) -> ZoneInfo:
    path = resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    with path.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
