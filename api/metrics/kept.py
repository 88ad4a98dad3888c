"""Looks that may be slow, or fail, and must neither hold up a scrape nor be had by each of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import Metric

from api.kept import Kept
from vehicle_pipeline.errors import PipelineError

logger = logging.getLogger(__name__)

# A scrape waits so long for a look, in seconds; Prometheus gives up a scrape after ten.
PATIENCE = 3.0

Look = Callable[[], Awaitable[Sequence[Metric]]]


class KeptLook:
    """What a look has found, kept for some seconds, however many scrapes there are.

    Where a look fails, or takes longer than `patience`, there is nothing: old figures would look
    like new ones.
    """

    def __init__(self, look: Look, seconds: float, patience: float = PATIENCE) -> None:
        self._look = look
        self._patience = patience
        self._kept: Kept[Sequence[Metric] | None] = Kept(self._attempt, seconds)

    async def get(self) -> Sequence[Metric] | None:
        """Return what is known, None where it cannot be found out now."""
        return await self._kept.get()

    async def _attempt(self) -> Sequence[Metric] | None:
        try:
            async with asyncio.timeout(self._patience):
                return await self._look()
        except (TimeoutError, PipelineError):
            return None
        except Exception:
            # A fault of one part must not take the figures of the others with it.
            logger.exception("a part of the metrics could not be made")
            return None
