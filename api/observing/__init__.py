"""What makes requests traceable: an id for each, in its answer and in what is logged about it."""

from fastapi import FastAPI

from api.observing.request_ids import RequestIds


def observe(app: FastAPI, *, is_traced: bool, streams: frozenset[str]) -> None:
    """Put it around all of `app`, also around what refuses requests. Call it last.

    `streams` are the paths whose answers do not end by themselves.
    """
    build = app.build_middleware_stack

    def observed() -> RequestIds:
        if not is_traced:
            return RequestIds(build())
        from api.observing.spans import Spans

        return RequestIds(Spans(build(), streams))

    app.build_middleware_stack = observed  # type: ignore[method-assign]
