"""Dagster's webserver, which refuses requests from pages of other origins, and what breaks it.

`dagster-webserver` checks neither `Host` nor `Origin`, and executes mutations sent by GET: any
page that its user opens could launch runs. It has no setting for this, so its application is
wrapped before it is served.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from dagster import DagsterInstance
from dagster_webserver import cli
from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vehicle_pipeline.browsers import SAFE_METHODS, Doorkeeper
from vehicle_pipeline.defs.launching import posted
from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.logs.install import install
from vehicle_pipeline.settings import Settings

# Name of Dagster's application factory; a contract test checks that it exists.
FACTORY_NAME = "create_app_from_workspace_process_context"
GRAPHQL = "/graphql"
DEBUG_FILE = "/download_debug/"
# Added to the policy that Dagster sets for its own page; a browser enforces both.
SECURITY_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class GuardedWebserver:
    """Dagster's application, behind a doorkeeper."""

    def __init__(
        self, app: ASGIApp, doorkeeper: Doorkeeper, knows_run: Callable[[str], bool]
    ) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._knows_run = knows_run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            self._check_sender(scope)
            await self._check_run(scope)
            if scope.get("method") == "POST":
                receive = await posted.checked(scope, receive)
        except HTTPException as refusal:
            await _refuse(scope, receive, send, refusal)
        except ClientDisconnect:
            return
        else:
            await self._app(scope, receive, _with_security_headers(send))

    def _check_sender(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if not self._doorkeeper.knows_host(headers):
            raise HTTPException(421, "This host is not in ALLOWED_HOSTS.")
        # Pages of other origins may link to the UI, but neither query nor change anything.
        is_link = scope.get("method") in SAFE_METHODS and not _is_graphql(scope)
        if not is_link and self._doorkeeper.is_foreign(headers):
            raise HTTPException(403, "The request comes from a page of another origin.")
        if scope.get("method") in SAFE_METHODS and _is_graphql(scope) and _changes(scope):
            raise HTTPException(405, "Mutations are accepted by POST only.", {"Allow": "POST"})

    async def _check_run(self, scope: Scope) -> None:
        """Refuse the debug file of an unknown run, over which Dagster stumbles."""
        _, found, run_id = str(scope["path"]).partition(DEBUG_FILE)
        if found and not await run_in_threadpool(self._knows_run, run_id):
            raise HTTPException(404, "There is no such run.")


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


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: HTTPException) -> None:
    if scope["type"] == "websocket":
        # Closed before it is accepted: the browser sees a failed handshake.
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.detail})
        return
    headers = {**SECURITY_HEADERS, **(refusal.headers or {})}
    answer = PlainTextResponse(refusal.detail, refusal.status_code, headers=headers)
    await answer(scope, receive, send)


def _with_security_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                if name == "Content-Security-Policy" or name not in headers:
                    headers.append(name, value)
        await send(message)

    return wrapped


def _knows_run(instance: DagsterInstance, run_id: str) -> bool:
    return is_storable(run_id) and instance.has_run(run_id)


def run_webserver(arguments: list[str], settings: Settings) -> None:
    """Run `dagster-webserver` with these arguments until it is stopped by a signal."""
    install(settings.log_format)
    # No default: if the factory is gone, fail rather than serve without protection.
    make_app = getattr(cli, FACTORY_NAME)
    doorkeeper = settings.dagster_doorkeeper

    def make_guarded(context: Any, *values: Any, **options: Any) -> GuardedWebserver:
        app = make_app(context, *values, **options)
        return GuardedWebserver(app, doorkeeper, partial(_knows_run, context.instance))

    setattr(cli, FACTORY_NAME, make_guarded)
    cli.cli(args=arguments, prog_name="dagster-webserver", auto_envvar_prefix="DAGSTER_WEBSERVER")


if __name__ == "__main__":
    run_webserver(sys.argv[1:], Settings())
