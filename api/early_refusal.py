"""Refusals of requests that reach no route."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.types import Receive, Scope, Send

from api.early_answer import EarlyAnswer
from api.errors import ApiError, answer
from api.language import language_of

# Answers a request with a refusal: what `refuse` does, or in another form.
Refuse = Callable[[ApiError, Scope, Receive, Send], Awaitable[None]]


async def refuse(refusal: ApiError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a problem document before its body is read."""
    # Not `request.url`, which is made of the `Host` that may be the reason.
    problem = answer(refusal, language_of(Request(scope)), scope["path"])
    await EarlyAnswer(problem)(scope, receive, send)
