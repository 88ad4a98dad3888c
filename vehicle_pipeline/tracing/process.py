"""Traces for the life of a process, if they are wanted."""

from collections.abc import Iterator
from contextlib import contextmanager

from vehicle_pipeline.settings import Settings

# What the last spans of a process may cost at its end, in seconds.
FLUSH_SECONDS = 2.0


@contextmanager
def traced(settings: Settings, process: str) -> Iterator[None]:
    """Export the spans that are made inside; without a collector nothing is even imported."""
    if not settings.is_traced:
        yield
        return
    from vehicle_pipeline.tracing.exporting import start

    stop = start(process)
    try:
        yield
    finally:
        stop(FLUSH_SECONDS)


def preload(settings: Settings) -> None:
    """Import what `traced` needs, once for all processes that are forked later."""
    if settings.is_traced:
        import vehicle_pipeline.tracing.exporting  # noqa: F401
