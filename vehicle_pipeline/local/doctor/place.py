"""What is examined: a data dir, and where its parts are."""

from collections.abc import MutableMapping
from dataclasses import dataclass

from vehicle_pipeline.local import postgres, state
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.running import shared_environment
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.settings import Settings


@dataclass(frozen=True)
class Place:
    """`stack` is what is published of a stack, which runs if `is_held`.

    Addresses in `settings` are those of the stack that runs; empty: what it brings along is down.
    """

    settings: Settings
    data_dir: DataDir
    stack: StackState | None
    is_held: bool

    @property
    def has_queue(self) -> bool:
        """Whether there is a queue to be asked now."""
        return self.settings.queue == "aws"

    @property
    def api_url(self) -> str | None:
        """Where an API should answer now; None: none has to."""
        if self.is_held:
            return self.stack.api_url if self.stack else None
        # Its processes may be services of their own.
        return self.settings.api_address if self.settings.database_url else None


def place_of(settings: Settings, environment: MutableMapping[str, str]) -> Place:
    """Return what is to be examined.

    The variables of a running stack's processes are put into this one's `environment`: the key to
    its queue is nowhere else.
    """
    data_dir = DataDir(settings.data_dir.resolve())
    is_held = state.is_held(data_dir)
    shared = shared_environment(data_dir) if is_held else {}
    environment.update(shared)
    found = {
        "database_url": shared.get("DATABASE_URL") or settings.database_url,
        "queue": shared.get("QUEUE", settings.queue),
        "object_store_url": shared.get("OBJECT_STORE_URL", settings.object_store_url),
    }
    if is_held and not found["database_url"]:
        found["database_url"] = postgres.running_url(data_dir.postgres) or ""
    return Place(settings.model_copy(update=found), data_dir, state.read(data_dir), is_held)
