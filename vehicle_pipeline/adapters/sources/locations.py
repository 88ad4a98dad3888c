"""Which source a location means, and whether it may be read."""

import re
from collections.abc import Iterable
from pathlib import Path

from vehicle_pipeline.adapters.sources.folder_source import FolderSource
from vehicle_pipeline.adapters.sources.s3_source import S3Source
from vehicle_pipeline.adapters.sources.source import Source
from vehicle_pipeline.domain.excerpts import excerpt
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.errors import BadScheduleError

_S3 = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)
# S3 gives no bucket an address for a name, or an empty part in it.
_NO_BUCKET = re.compile(r"\.\.|^[0-9.]+$")
# S3's limit for a key, and PATH_MAX is not much more in practice.
_LONGEST = 1_024


def source_at(location: str, roots: Iterable[Path]) -> Source:
    """Return the source at a location: `s3://bucket/prefix`, or a folder below one of `roots`.

    Links on the way to a folder are followed first, so none leads out of the roots. Raises
    BadScheduleError (bad_source, with the reason source_outside_roots for other folders).
    """
    if len(location) > _LONGEST or not is_storable(location):
        raise _bad(location)
    if found := _S3.fullmatch(location):
        bucket, prefix = found[1], (found[2] or "").strip("/")
        if _NO_BUCKET.search(bucket) or not {".", ".."}.isdisjoint(prefix.split("/")):
            raise _bad(location)
        return S3Source(bucket, prefix)
    if not location.startswith("/"):
        raise _bad(location)
    folder = _resolved(Path(location))
    if folder is None or not any(folder.is_relative_to(root.resolve()) for root in roots):
        raise _bad(location, reason="source_outside_roots")
    return FolderSource(folder)


def _resolved(folder: Path) -> Path | None:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return None


def _bad(location: str, **reason: str) -> BadScheduleError:
    return BadScheduleError("bad_source", location=excerpt(location), **reason)
