"""Looks at what may never answer."""

import threading
from collections.abc import Callable, Iterator

from vehicle_pipeline.local.doctor.findings import Finding, error
from vehicle_pipeline.local.doctor.place import Place

# What works answers at once; what is tried again by a library takes some seconds.
PATIENCE = 12.0


def bounded(
    part: str, look: Callable[[Place], Iterator[Finding]], place: Place
) -> Iterator[Finding]:
    """Yield what a look finds, or that it has found nothing in time; raises what it raises."""
    found: list[Finding] = []
    raised: list[BaseException] = []

    def work() -> None:
        try:
            found.extend(look(place))
        except BaseException as fault:
            raised.append(fault)

    # One that waits for ever must not keep the command from ending.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if thread.is_alive():
        yield error(part, "no_answer", seconds=int(PATIENCE))
        return
    for fault in raised:
        raise fault
    yield from found
