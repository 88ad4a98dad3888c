"""On whose behalf something is done: what a request sets, and what the audit log tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from vehicle_pipeline.access_contracts import Caller, CallerKind
from vehicle_pipeline.frozen import Frozen


class Actor(Frozen):
    """Who asked, and by which request."""

    caller: Caller
    request_id: str | None = None


_ACTOR: ContextVar[Actor | None] = ContextVar("actor", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Do what follows, in this thread or task, on somebody's behalf."""
    token = _ACTOR.set(actor)
    try:
        yield
    finally:
        _ACTOR.reset(token)


def actor() -> Actor | None:
    """Return on whose behalf this is done; None for what the system does by itself."""
    return _ACTOR.get()


def actor_name() -> str | None:
    """Return the name of who asked; None where nobody has to say who they are."""
    found = actor()
    is_named = found is not None and found.caller.kind is not CallerKind.OPEN
    return found.caller.name if found and is_named else None
