"""How many messages wait where."""

from api.schemas.operations import Queue
from api.services import Services


def queue_state(services: Services) -> Queue:
    """Raises QueueUnavailableError, DatabaseError."""
    depth = services.queue.depth()
    return Queue(
        visible=depth.visible,
        in_flight=depth.in_flight,
        delayed=depth.delayed,
        dead=depth.dead + services.dead_letters.count_open(),
        unsent=services.figures.unsent(),
    )
