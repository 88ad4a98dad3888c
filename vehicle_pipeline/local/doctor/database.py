"""The database: whether it answers, takes our tables, has them, and tells the same time."""

from collections.abc import Iterator
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from vehicle_pipeline.adapters.postgres.inspection import DatabaseFacts, inspect
from vehicle_pipeline.domain.outside_text import printable, shortened
from vehicle_pipeline.errors import DatabaseUnavailableError
from vehicle_pipeline.local.doctor import clocks
from vehicle_pipeline.local.doctor.findings import Finding, error, fine
from vehicle_pipeline.local.doctor.place import Place

# Of an address; all else in it may be secret.
_SHOWN = ("host", "port", "dbname", "user")
_HIDDEN = "***"
# Of what a driver says, in characters.
_LONGEST = 300


def database(place: Place) -> Iterator[Finding]:
    """Look at it; what it does not answer is not asked further."""
    url = place.settings.database_url
    if not url:
        yield fine("database", "database_embedded")
        return
    if _parts(url) is None:
        yield error("database", "database_address")
        return
    try:
        facts = inspect(url)
    except DatabaseUnavailableError as fault:
        reason = _reason(url, fault.__cause__)
        yield error("database", "database_away", place=_shown(url), because=reason)
        return
    yield fine("database", "database_fine", version=facts.version, place=_shown(url))
    if facts.is_read_only:
        yield error("database", "database_read_only")
    yield _rights(facts)
    yield _migrations(facts)
    yield clocks.compared("database_clock", facts.ahead)


def _rights(facts: DatabaseFacts) -> Finding:
    params = {"account": facts.account, "name": facts.name}
    if facts.makes_tables and facts.makes_schemas:
        return fine("database", "rights_fine", **params)
    return error("database", "rights_missing", **params)


def _migrations(facts: DatabaseFacts) -> Finding:
    # Late: Alembic takes its time, and is not needed where nothing answers.
    from vehicle_pipeline.adapters.postgres.migrate import revisions

    known = revisions()
    if facts.revision is None:
        return error("migrations", "migrations_none", "migrations_behind")
    if facts.revision == known[0]:
        return fine("migrations", "migrations_fine", revision=facts.revision)
    code = "migrations_behind" if facts.revision in known else "migrations_ahead"
    return error("migrations", code, revision=facts.revision, newest=known[0])


def _parts(url: str) -> dict[str, Any] | None:
    """What an address says; None: it is none. The driver's complaint would quote it."""
    try:
        return dict(conninfo_to_dict(url))
    except ProgrammingError:
        return None


def _shown(url: str) -> str:
    """The address without its secrets."""
    parts = _parts(url) or {}
    return " ".join(f"{name}={parts[name]}" for name in _SHOWN if parts.get(name))


def _reason(url: str, fault: BaseException | None) -> str:
    """What the driver says, which names host and user."""
    text = " ".join(str(fault).split())
    if password := (_parts(url) or {}).get("password"):
        text = text.replace(str(password), _HIDDEN)
    return printable(shortened(text, _LONGEST))
