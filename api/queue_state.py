"""How many messages wait where."""

from api.schemas.operations import Queue
from api.services import Services
from vehicle_pipeline.adapters.queue.upload_queue import QueueDepth


def queue_state(services: Services, known: QueueDepth | None = None) -> Queue:
    """Return it, with the depth of the queue where the caller has just asked for that.

    Raises QueueUnavailableError, DatabaseError.
    """
    depth = known or services.queue.depth()
    return Queue(
        visible=depth.visible,
        in_flight=depth.in_flight,
        delayed=depth.delayed,
        dead=depth.dead + services.dead_letters.count_open(),
        unsent=services.figures.unsent(),
    )
