"""Resources whose values a run's config cannot override.

Anyone who launches a run may override the values of a plain `ConfigurableResource` in the run's
config: another path, another address, or the value of any environment variable (`{"env": ...}`).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg


def fixed(resource: dg.ConfigurableResource[Any]) -> dg.ResourceDefinition:
    """Return `resource` as a definition that accepts no config."""

    @dg.resource(config_schema={}, description=type(resource).__doc__)
    def definition(_: dg.InitResourceContext) -> Iterator[Any]:
        with resource.process_config_and_initialize_cm() as ready:
            yield ready

    return definition


def fixed_io_manager(manager: dg.IOManager) -> dg.IOManagerDefinition:
    """Return `manager` as a definition that accepts no config."""
    return dg.IOManagerDefinition(
        resource_fn=lambda _: manager, config_schema={}, description=type(manager).__doc__
    )
