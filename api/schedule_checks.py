"""Whether the source of a schedule is there, and fits the options for its files."""

import os
from uuid import UUID

from api.services import Services
from vehicle_pipeline.adapters.sources.locations import source_at
from vehicle_pipeline.adapters.sources.s3_source import S3Source
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.upload_options import check_kind
from vehicle_pipeline.errors import BadScheduleError, ImportNotFoundError
from vehicle_pipeline.schedule_contracts import LocationSource, UploadSource
from vehicle_pipeline.spreadsheets.signature import CSV_SUFFIXES, EXCEL_SUFFIXES, suffix_of


def check_source(
    source: UploadSource | LocationSource, overrides: DialectOverrides, services: Services
) -> None:
    """Raise BadScheduleError (bad_source), or BadOptionError for options of another kind of file.

    Whether a bucket is there is found out when the schedule runs, and a folder may vanish.
    """
    match source:
        case UploadSource(import_id=job_id):
            name = _upload_name(job_id, services)
        case LocationSource(location=location, glob=name):
            _check_location(location, services)
    suffix = suffix_of(name)
    # Others, as of archives, say nothing about what comes; but only workbooks have sheets.
    if suffix in CSV_SUFFIXES | EXCEL_SUFFIXES:
        check_kind(overrides, is_workbook=suffix in EXCEL_SUFFIXES)
    elif overrides.sheet is not None:
        check_kind(overrides, is_workbook=True)


def _upload_name(job_id: UUID, services: Services) -> str:
    try:
        record = services.imports.get(job_id).record
    except ImportNotFoundError as error:
        raise _bad(str(job_id), reason="source_import_missing") from error
    if record.undoes:
        raise _bad(str(job_id), reason="source_import_is_undo")
    if not services.store.exists(record.object_key):
        raise _bad(str(job_id), reason="source_import_without_file")
    return record.filename


def _check_location(location: str, services: Services) -> None:
    source = source_at(location, services.settings.source_roots)
    if not isinstance(source, S3Source) and not os.path.isdir(location):  # noqa: PTH112 - takes errors for no
        is_file = os.path.isfile(location)  # noqa: PTH113 - the same
        raise _bad(location, reason="source_is_file" if is_file else "source_no_folder")


def _bad(location: str, **reason: str) -> BadScheduleError:
    return BadScheduleError("bad_source", location=excerpt(location), **reason)
