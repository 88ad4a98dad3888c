"""Refusals of requests that reach no route, as pages where a person waits for the answer."""

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api import early_refusal
from api.console.routing import error_page
from api.early_answer import EarlyAnswer
from api.errors import ApiError
from api.people import is_for_a_person


async def refuse(refusal: ApiError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request before its body is read.

    A request under a name that is not ours gets no page: its links would lead there again.
    """
    request = Request(scope)
    if refusal.code == "foreign_origin" and is_for_a_person(request):
        await EarlyAnswer(error_page(request, refusal))(scope, receive, send)
    else:
        await early_refusal.refuse(refusal, scope, receive, send)
