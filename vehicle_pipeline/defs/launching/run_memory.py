"""How much memory the process of a run may take."""

import resource

from vehicle_pipeline.limit_settings import MEGABYTE


def bound_memory(megabytes: int) -> None:
    """Have this process refused more memory than that; 0: as much as the machine has.

    What a mistake of ours, or a file that nobody has thought of, would take without end then ends
    its own run, with an alert, and not its neighbours. Counted is what is allocated, used or not.
    """
    if megabytes:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = megabytes * MEGABYTE
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
