"""Dagster's webserver, which refuses requests from pages of other origins.

`dagster-webserver` checks neither `Host` nor `Origin`, and executes mutations sent by GET: any
page that its user opens could launch runs. It has no setting for this, so its application is
wrapped before it is served.
"""

import sys
from typing import Any
from urllib.parse import parse_qs

from dagster_webserver import cli
from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vehicle_pipeline.browsers import SAFE_METHODS, Doorkeeper
from vehicle_pipeline.settings import Settings

# Name of Dagster's application factory; a contract test checks that it exists.
FACTORY_NAME = "create_app_from_workspace_process_context"
GRAPHQL = "/graphql"
# Added to the policy that Dagster sets for its own page; a browser enforces both.
SECURITY_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class GuardedWebserver:
    """Dagster's application, behind a doorkeeper."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper) -> None:
        self._app = app
        self._doorkeeper = doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif refusal := self._refusal(scope):
            await _refuse(scope, receive, send, *refusal)
        else:
            await self._app(scope, receive, _with_security_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if not self._doorkeeper.knows_host(headers):
            return 421, "This host is not in ALLOWED_HOSTS."
        # Pages of other origins may link to the UI, but neither query nor change anything.
        is_link = scope.get("method") in SAFE_METHODS and not _is_graphql(scope)
        if not is_link and self._doorkeeper.is_foreign(headers):
            return 403, "The request comes from a page of another origin."
        if scope.get("method") in SAFE_METHODS and _is_graphql(scope) and _changes(scope):
            return 405, "Mutations are accepted by POST only."
        return None


def _is_graphql(scope: Scope) -> bool:
    return str(scope["path"]).rstrip("/").endswith(GRAPHQL)


def _changes(scope: Scope) -> bool:
    """Whether the query string contains a GraphQL operation other than a query."""
    for text in parse_qs(scope["query_string"].decode("latin-1")).get("query", []):
        try:
            definitions = parse(text).definitions
        except (GraphQLError, RecursionError):
            return True
        operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
        if any(each.operation is not OperationType.QUERY for each in operations):
            return True
    return False


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        # Closed before it is accepted: the browser sees a failed handshake.
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    headers = {"Allow": "POST", **SECURITY_HEADERS} if status == 405 else SECURITY_HEADERS
    await PlainTextResponse(why, status, headers=headers)(scope, receive, send)


def _with_security_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                if name == "Content-Security-Policy" or name not in headers:
                    headers.append(name, value)
        await send(message)

    return wrapped


def run_webserver(arguments: list[str], settings: Settings) -> None:
    """Run `dagster-webserver` with these arguments until it is stopped by a signal."""
    # No default: if the factory is gone, fail rather than serve without protection.
    make_app = getattr(cli, FACTORY_NAME)
    doorkeeper = settings.dagster_doorkeeper

    def make_guarded(*values: Any, **options: Any) -> GuardedWebserver:
        return GuardedWebserver(make_app(*values, **options), doorkeeper)

    setattr(cli, FACTORY_NAME, make_guarded)
    cli.cli(args=arguments, prog_name="dagster-webserver", auto_envvar_prefix="DAGSTER_WEBSERVER")


if __name__ == "__main__":
    run_webserver(sys.argv[1:], Settings())
