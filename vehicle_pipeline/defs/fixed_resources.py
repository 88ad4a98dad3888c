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
    def definition(context: dg.InitResourceContext) -> Iterator[Any]:
        # Dagster's own way from here makes a temporary instance, with a database of its own, for
        # each resource of each tick.
        with _resolved(resource).yield_for_execution(context) as ready:
            yield ready

    return definition


def _resolved(resource: dg.ConfigurableResource[Any]) -> dg.ConfigurableResource[Any]:
    """Return a copy, as ticks share the process, with the values of environment variables."""
    variables = {name: value for name, value in resource if isinstance(value, dg.EnvVar)}
    values = {name: variable.get_value("") for name, variable in variables.items()}
    return resource.model_copy(update=values)


def fixed_io_manager(manager: dg.IOManager) -> dg.IOManagerDefinition:
    """Return `manager` as a definition that accepts no config."""
    return dg.IOManagerDefinition(
        resource_fn=lambda _: manager, config_schema={}, description=type(manager).__doc__
    )
