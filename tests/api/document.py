"""The OpenAPI document, made once: it takes as long as hundreds of requests."""

from functools import cache
from typing import Any

from api.app import create_app
from vehicle_pipeline.settings import Settings


@cache
def document() -> dict[str, Any]:
    """The document; not to be changed."""
    return create_app(Settings()).openapi()
