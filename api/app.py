"""The HTTP API as one application. The composition root of its process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi_offline import FastAPIOffline

from api import errors, openapi
from api.access.gate import Gate
from api.access.rules import READ, check_rules
from api.browsers import protect
from api.compression import Compressed
from api.console import early_page
from api.console.install import install as install_console
from api.health.readiness import Readiness
from api.instruments import Instruments
from api.instruments.middleware import NoteRoute, measure
from api.limits.addresses import AddressLimits
from api.limits.requests import CallerLimits
from api.methods import HeadAsGet
from api.metrics.scrape import Scrape
from api.observing import observe
from api.parameters import check_parameters
from api.presenters.imports import PREFIX
from api.routes import (
    admin,
    alerts,
    audit_log,
    dead_letters,
    decisions,
    error_files,
    exports,
    forward_auth,
    health,
    imports,
    lifecycle,
    metrics,
    preview,
    schedule_imports,
    schedules,
    stream,
    template,
    tokens,
    vehicles,
)
from api.services import running_services
from vehicle_pipeline.settings import Settings

DESCRIPTION = (
    "Imports vehicle spreadsheets: upload, follow the import live, read the vehicles. "
    "Every error is a problem document (RFC 9457)."
)
# FastAPI's own would add spans of its inner life to each request, and one for as long as a stream
# lives. Ours: `api.observing`.
_NO_TELEMETRY = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; without settings they are read from the environment."""
    chosen = settings or Settings()
    instruments = Instruments()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with running_services(chosen, instruments) as services:
            yield {
                "services": services,
                "scrape": Scrape(services),
                "readiness": Readiness(services),
            }

    # FastAPI's own /docs is blank on a machine without internet.
    app = FastAPIOffline(
        title="Vehicle pipeline",
        version=version("vehicle-pipeline"),
        description=DESCRIPTION,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
        telemetry=_NO_TELEMETRY,
    )
    # The first is the innermost.
    app.add_middleware(NoteRoute, prefix=PREFIX)
    app.add_middleware(Compressed)
    app.add_middleware(HeadAsGet)
    # Addresses come first, then who it is, then what they may ask for.
    app.add_middleware(CallerLimits, settings=chosen)
    app.add_middleware(Gate)
    app.add_middleware(AddressLimits, requests_per_minute=chosen.requests_per_minute)
    errors.install(app)
    openapi.describe(app)
    protect(app, chosen.api_doorkeeper, early_page.refuse)
    measure(app, instruments.http)
    app.include_router(_versioned())
    app.include_router(health.router)
    app.include_router(metrics.router, dependencies=[READ])
    install_console(app)
    streams = frozenset({app.url_path_for(stream.stream_imports.__name__)})
    observe(app, is_traced=chosen.is_traced, streams=streams)
    check_rules(app)
    return app


def _versioned() -> APIRouter:
    router = APIRouter(prefix=PREFIX, dependencies=[READ, Depends(check_parameters)])
    # "/imports/stream" and "/imports/template.xlsx" before "/imports/{job_id}".
    for part in (
        stream,
        preview,
        template,
        imports,
        decisions,
        lifecycle,
        error_files,
        exports,
        vehicles,
        schedules,
        schedule_imports,
        admin,
        dead_letters,
        alerts,
        tokens,
        audit_log,
        forward_auth,
    ):
        router.include_router(part.router)
    return router
