"""What a schedule may say."""

from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.domain.schedules.timetable import timetable
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.errors import BadScheduleError
from vehicle_pipeline.schedule_contracts import LocationSource, ScheduleTerms


def checked(terms: ScheduleTerms) -> ScheduleTerms:
    """Return the terms with a tidy cron expression; raises BadScheduleError.

    Codes: those of `timetable`, bad_glob, bad_name. Whether a location may be read is the source
    adapters' question.
    """
    if not is_storable(terms.name):
        raise BadScheduleError("bad_name", name=excerpt(terms.name))
    if isinstance(terms.source, LocationSource):
        NamePattern(terms.source.glob)
    return terms.model_copy(update={"cron": timetable(terms.cron, terms.timezone).cron})
