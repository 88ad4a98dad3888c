"""A short look at a source, before a schedule is to depend on it."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread

from vehicle_pipeline.errors import SourceUnreadableError

# How long a person waits for an answer about a source, in seconds.
PATIENCE = 5.0
# Looks at the same time: one at a folder of a server that hangs may never come back.
_AT_ONCE = 16
_places = BoundedSemaphore(_AT_ONCE)


def look_at(look: Callable[[], None], location: str, patience: float = PATIENCE) -> None:
    """Take a look, and raise what it raises.

    A look that takes longer is left alone, as a source that does not answer: SourceUnreadableError
    (source_unavailable).
    """
    if not _places.acquire(blocking=False):
        raise SourceUnreadableError("source_unavailable", location=location)
    done = Future[None]()
    # A daemon: nobody waits for it when the process ends.
    Thread(target=_carry_out, args=(look, done), name="look at a source", daemon=True).start()
    try:
        done.result(patience)
    except TimeoutError as error:
        raise SourceUnreadableError("source_unavailable", location=location) from error


def _carry_out(look: Callable[[], None], done: Future[None]) -> None:
    try:
        look()
    except BaseException as error:
        done.set_exception(error)
    else:
        done.set_result(None)
    finally:
        _places.release()
