"""The same where vehicles are updated, or only compared. Apart, for two processors to share it."""

import pytest

from tests.defs.fault_world import VARIANTS, FaultWorld

# Dagster itself calls what it deprecates where a resource holds another one.
pytestmark = pytest.mark.filterwarnings("ignore:InitResourceContext.dagster_run")


@pytest.mark.parametrize("variant", ["update", "dry run"])
def test_a_run_killed_at_any_point_of_a_chunk_leaves_what_an_undisturbed_one_does(
    fault_world: FaultWorld, variant: str
) -> None:
    fault_world.check_every_point("load", VARIANTS[variant], at_least=25)
