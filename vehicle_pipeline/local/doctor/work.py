"""What works on imports: Dagster's daemons, the API and what it says of every part."""

from collections.abc import Iterator
from typing import Any

import httpx

from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetters
from vehicle_pipeline.errors import PipelineError
from vehicle_pipeline.local.doctor.findings import Finding, Said, error, fine, warning
from vehicle_pipeline.local.doctor.place import Place

# Each daemon gives a sign every 30 s, in seconds.
_SILENCE = 120.0
# The API looks at all parts within a few seconds.
_TIMEOUT = 15.0
_PATIENCE = 5.0

_Part = dict[str, Any]


def tables(place: Place) -> Iterator[Finding]:
    """What the tables say, where they can be read: daemons, and dead letters."""
    if not place.settings.database_url:
        return
    database = Database(
        place.settings.database_url, max_size=1, patience=_PATIENCE, statement_timeout=_PATIENCE
    )
    try:
        beats = DagsterTables(database).heartbeats()
        letters = DeadLetters(database).count_open()
    except PipelineError:
        # Said where the database is looked at.
        return
    finally:
        database.close()
    yield from _daemons(beats, must_run=place.api_url is not None)
    if letters:
        yield warning("dead_letters", "letters_open", letters=letters)
    else:
        yield fine("dead_letters", "letters_none")


def _daemons(beats: dict[str, float], *, must_run: bool) -> Iterator[Finding]:
    if not must_run:
        return
    silent = [name for name, seconds in beats.items() if seconds > _SILENCE]
    if silent or not beats:
        yield error("daemons", "daemons_silent", names=", ".join(silent) or "-")
    else:
        yield fine("daemons", "daemons_fine", seconds=round(max(beats.values())))


def parts(place: Place) -> Iterator[Finding]:
    """What the API says of every part, the sensor among them."""
    if (url := place.api_url) is None:
        return
    here, abroad = _asked(url, "pt"), _asked(url, "en")
    if here is None or abroad is None:
        yield error("api", "api_silent", api_url=url)
    elif isinstance(here, int) or isinstance(abroad, int):
        status = here if isinstance(here, int) else abroad
        yield warning("api", "api_closed", api_url=url, status=status)
    else:
        for name in sorted(here.keys() & abroad.keys()):
            yield _part(name, here[name], abroad[name], place)


def _part(name: str, here: _Part, abroad: _Part, place: Place) -> Finding:
    detail = Said(here["detail"], abroad["detail"])
    if here["ok"]:
        return fine(f"api.{name}", "part_working", detail=detail)
    return error(f"api.{name}", "part_down", detail=detail, logs=place.data_dir.logs)


def _asked(url: str, language: str) -> dict[str, _Part] | int | None:
    """The parts; the status of an answer that is something else; None for no answer."""
    try:
        answer = httpx.get(
            f"{url}/health/ready",
            headers={"Accept-Language": language},
            timeout=_TIMEOUT,
            # No proxy of the environment: the API is on this machine.
            trust_env=False,
        )
    except httpx.HTTPError:
        return None
    try:
        found: dict[str, _Part] = answer.json()["parts"]
    except (ValueError, LookupError, TypeError):
        return answer.status_code
    return found
