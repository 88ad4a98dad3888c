"""Whether what a schedule names is there, and may be used."""

from urllib.parse import urlsplit
from uuid import UUID

from api.services import Services
from vehicle_pipeline.adapters.alerts.targets import address_in, is_allowed
from vehicle_pipeline.adapters.sources.locations import source_at
from vehicle_pipeline.adapters.sources.looking import look_at
from vehicle_pipeline.contracts import Assumption, DialectOverrides
from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.upload_options import check_kind
from vehicle_pipeline.errors import (
    BadScheduleError,
    ImportNotFoundError,
    SourceUnreadableError,
)
from vehicle_pipeline.schedule_contracts import LocationSource, UploadSource
from vehicle_pipeline.spreadsheets.signature import CSV_SUFFIXES, EXCEL_SUFFIXES, suffix_of
from vehicle_pipeline.webhook_contracts import ScheduleWebhook

# What a look at a location finds -> why it is refused, for a folder and for a bucket.
_REFUSED = {
    "source_missing": ("source_no_folder", "source_no_bucket"),
    "source_is_file": ("source_is_file", "source_is_file"),
    "source_denied": ("source_denied", "source_denied"),
}


def check_source(
    source: UploadSource | LocationSource, overrides: DialectOverrides, services: Services
) -> None:
    """Raise BadScheduleError (bad_source), or BadOptionError for options of another kind of file.

    Whether a location is there is `look_at_location`'s question.
    """
    match source:
        case UploadSource(import_id=job_id):
            name = _upload_name(job_id, services)
        case LocationSource(location=location, glob=name):
            source_at(location, services.settings.source_roots)
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


def look_at_location(location: str, services: Services) -> Assumption | None:
    """Raise BadScheduleError (bad_source) for one that is not there, or may not be read.

    One that does not answer may be there: then a sentence that says so is returned.
    """
    source = source_at(location, services.settings.source_roots)
    try:
        look_at(source.look, location)
    except SourceUnreadableError as error:
        if error.code not in _REFUSED:
            return Assumption(code="source_not_seen", params={"location": excerpt(location)})
        reason = _REFUSED[error.code][location.startswith("s3://")]
        raise _bad(location, reason=reason) from error
    return None


def check_webhook(webhook: ScheduleWebhook, services: Services) -> None:
    """Raise BadScheduleError (bad_webhook) for an address that nothing is ever sent to.

    What a name stands for is looked up, and judged again, each time something is sent.
    """
    host = urlsplit(webhook.url).hostname or ""
    address = address_in(host)
    if address and not is_allowed(address, services.settings.webhook_private_targets):
        raise BadScheduleError("bad_webhook", host=excerpt(host))


def _bad(location: str, **reason: str) -> BadScheduleError:
    return BadScheduleError("bad_source", location=excerpt(location), **reason)
