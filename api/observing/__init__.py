"""What makes requests traceable: an id for each, in its answer and in what is logged about it."""

from fastapi import FastAPI

from api.observing.request_ids import RequestIds


def observe(app: FastAPI) -> None:
    """Put it around all of `app`, also around what refuses requests. Call it last."""
    build = app.build_middleware_stack
    app.build_middleware_stack = lambda: RequestIds(build())  # type: ignore[method-assign]
