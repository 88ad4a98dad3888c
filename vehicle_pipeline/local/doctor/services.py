"""The queue, the object store and the OpenID provider."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from vehicle_pipeline.adapters.oidc.http import Http
from vehicle_pipeline.adapters.oidc.provider import Provider
from vehicle_pipeline.adapters.queue.upload_queue import QueueOptions, UploadQueue
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.adapters.storage.stores import object_store
from vehicle_pipeline.errors import (
    LoginProviderUnavailableError,
    ObjectStoreUnavailableError,
    PipelineError,
    QueueUnavailableError,
)
from vehicle_pipeline.local.doctor import clocks
from vehicle_pipeline.local.doctor.findings import Finding, both, error, fine, warning
from vehicle_pipeline.local.doctor.place import Place

_PROBE = b"vehicle-pipeline doctor"


def queue(place: Place) -> Iterator[Finding]:
    """Whether the queue answers."""
    name = place.settings.sqs_queue_name
    if not place.has_queue:
        yield fine("queue", "queue_embedded")
        return
    try:
        depth = UploadQueue.connect(QueueOptions.of(place.settings)).depth()
    except QueueUnavailableError:
        yield error("queue", "queue_away", name=name)
        return
    params = {"visible": depth.visible, "in_flight": depth.in_flight}
    yield fine("queue", "queue_fine", name=name, **params)


def provider(place: Place) -> Iterator[Finding]:
    """Whether the provider describes itself, if people sign in at one."""
    issuer = place.settings.oidc_issuer
    if not issuer:
        return
    http = Http(allows_http=place.settings.oidc_allow_http)
    try:
        Provider(issuer, http).described()
    except LoginProviderUnavailableError as fault:
        yield warning("provider", "provider_away", issuer=issuer, because=str(fault))
    else:
        yield fine("provider", "provider_fine", issuer=issuer)


def store(place: Place) -> Iterator[Finding]:
    """Whether the object store gives back what it takes, and tells the same time."""
    url = place.settings.uploads_url
    if "://" not in url and not Path(url).exists():
        # Not made here: a disk that is not mounted would be covered up.
        is_new = not place.is_held and not place.data_dir.postgres.exists()
        yield (fine if is_new else error)(
            "object_store", "store_missing" if is_new else "store_gone", place=url
        )
        return
    key = f"doctor-{uuid4().hex}"
    try:
        found = object_store(url)
        try:
            yield from _tried(found, key, url)
        finally:
            # What stays is removed by housekeeping, as no import names it.
            with suppress(PipelineError):
                found.delete(key)
    except ObjectStoreUnavailableError as fault:
        yield error("object_store", "store_away", place=url, because=both(fault.code))


def _tried(found: ObjectStore, key: str, url: str) -> Iterator[Finding]:
    now = time.time()
    with found.writer(key) as writer:
        writer.write(_PROBE)
    with found.open(key) as stream:
        is_same = stream.read() == _PROBE
    ahead = found.written_at(key).timestamp() - now
    found.delete(key)
    if not is_same or found.exists(key):
        yield error("object_store", "store_differs", "store_away", place=url)
        return
    yield fine("object_store", "store_fine", place=url)
    yield clocks.compared("store_clock", ahead)
