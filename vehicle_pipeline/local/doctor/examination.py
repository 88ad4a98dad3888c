"""All looks, in the order in which a fault in one explains those of the next."""

from collections.abc import Iterator, MutableMapping
from itertools import chain

from vehicle_pipeline.local.doctor import database, machine, packages, services, work
from vehicle_pipeline.local.doctor.bounded import bounded
from vehicle_pipeline.local.doctor.findings import Finding
from vehicle_pipeline.local.doctor.place import place_of
from vehicle_pipeline.settings import Settings


def examine(settings: Settings, environment: MutableMapping[str, str]) -> Iterator[Finding]:
    """Look at everything that settings lead to; nothing is started, and nothing stays behind."""
    place = place_of(settings, environment)
    yield from chain(
        machine.stack(place),
        machine.configuration(place),
        machine.data_dir(place),
        machine.disk(place),
        packages.packages(),
    )
    of_database = list(database.database(place))
    yield from of_database
    yield from bounded("queue", services.queue, place)
    yield from bounded("object_store", services.store, place)
    yield from bounded("provider", services.provider, place)
    if not {"database_away", "database_address"} & {finding.code for finding in of_database}:
        yield from work.tables(place)
    yield from work.parts(place)
