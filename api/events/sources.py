"""Where the events of a client's stream come from."""

from dataclasses import dataclass, field

from anyio import CapacityLimiter

from api.events.broadcast import Broadcast
from api.events.changes import Changes
from api.events.endings import Endings
from api.events.run_events import RunEvents
from api.events.translation import Translator
from vehicle_pipeline.adapters.imports.queries import ImportQueries

# Batches of the log that are read at a time. Each keeps a processor busy for some milliseconds:
# more of them would take it, and the threads of all handlers, from everybody else.
REPLAYS_AT_ONCE = 2
# The same of streams that make sure whether their import is over.
CHECKS_AT_ONCE = 2


@dataclass(frozen=True)
class Sources:
    """The window that all clients share, and the logs and the imports behind it."""

    broadcast: Broadcast
    run_events: RunEvents
    changes: Changes
    translator: Translator
    imports: ImportQueries
    endings: Endings
    replays: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(REPLAYS_AT_ONCE))
    # Thousands of idle streams make sure now and then: handlers keep their threads.
    checks: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(CHECKS_AT_ONCE))
