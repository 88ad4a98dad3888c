"""The definitions as Dagster's own commands load them in a checkout: `dagster dev`, `dg dev`.

Nothing has to be set. Where a stack runs on the data dir, its database, queue and files are used,
and its own Dagster keeps ticking the sensors and schedules; those here are idle.
"""

import os
from collections.abc import MutableMapping

import dagster as dg

from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.running import shared_environment
from vehicle_pipeline.settings import Settings


def load(environ: MutableMapping[str, str]) -> dg.Definitions:
    """Return the definitions, beside the running stack if there is one and nothing else is set."""
    settings = Settings()
    if settings.database_url:
        return build_definitions(settings)
    shared = shared_environment(DataDir(settings.data_dir.resolve()))
    environ.update(shared)
    return build_definitions(Settings(), idle="idle_beside_stack" if shared else "")


defs = load(os.environ)
