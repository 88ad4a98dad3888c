"""What the lines of a log are about, wherever in the work they are written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_ids: ContextVar[dict[str, str] | None] = ContextVar("log_ids", default=None)


@contextmanager
def bound(**ids: object) -> Iterator[None]:
    """Have every line that is logged inside carry `ids`, in threads that copy the context too.

    Known names: `import_id`, `run_id`, `request_id`.
    """
    token = _ids.set({**(_ids.get() or {}), **_texts(ids)})
    try:
        yield
    finally:
        _ids.reset(token)


def add(**ids: object) -> None:
    """Have the lines that follow in the innermost `bound` carry more ids; no-op outside of one."""
    known = _ids.get()
    if known is not None:
        known.update(_texts(ids))


def ids() -> Mapping[str, str]:
    """Return what is bound here."""
    return _ids.get() or {}


def _texts(ids: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in ids.items()}
