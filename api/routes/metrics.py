"""Figures for a monitoring system."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.metrics.scrape import Scrape

# Of Prometheus' text format, which every version of it reads.
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_EXAMPLE = (
    "# HELP vehicle_pipeline_dead_letters Dead letters that are neither redriven nor dismissed.\n"
    "# TYPE vehicle_pipeline_dead_letters gauge\n"
    "vehicle_pipeline_dead_letters 0.0\n"
)

router = APIRouter(tags=["health"])


def _scrape(request: Request) -> Scrape:
    scrape: Scrape = request.state.scrape
    return scrape


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "description": "Metrics",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
)
async def get_metrics(scrape: Annotated[Scrape, Depends(_scrape)]) -> Response:
    """Return figures in Prometheus' text format. What cannot be found out now is missing."""
    return Response(await scrape.text(), media_type=_MEDIA_TYPE)
