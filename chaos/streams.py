"""Whether clients of the event stream got every event, once and in order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chaos.watchers import TERMINAL, Seen


def skipped(client: Sequence[Seen], log: Sequence[Seen]) -> Iterator[str]:
    """Compare what one client saw, from its first event to its last, with the log.

    Statuses are left out: they also come from changes that Dagster's log does not show, and which
    of them a client gets depends on when it asks.
    """
    if not client:
        return
    first, last = client[0].logged, client[-1].logged
    known = _known_lines(client[0])
    got = {event.logged: event for event in client if not event.is_status}
    for event in log:
        is_known = event.event == "job_log" and event.data.get("id") in known
        if event.is_status or is_known or not first < event.logged <= last:
            continue
        seen = got.get(event.logged)
        if seen is None:
            yield f"A stream skipped {event.event} {event.id} of {event.data.get('job_id')}."
        elif seen.data != event.data:
            yield f"A stream has {seen.data} for {event.id}, and the log {event.data}."


def outdated(everything: Sequence[Seen], statuses: Mapping[str, str]) -> Iterator[str]:
    """The last status of an import on the stream of all is the one that it has."""
    last = {event.data["job_id"]: event.status for event in everything if event.is_status}
    for job_id, status in last.items():
        if status != statuses.get(job_id):
            yield f"The stream of all left {job_id} {status}; it is {statuses.get(job_id)}."


def unfinished(watched: Mapping[str, Sequence[Seen]], statuses: Mapping[str, str]) -> Iterator[str]:
    """The last event of an import's stream is the status that the import has."""
    for job_id, seen in watched.items():
        last = seen[-1].status if seen else None
        if last not in TERMINAL or last != statuses.get(job_id):
            yield (
                f"The stream of {job_id} ended with {seen[-1].event if seen else 'nothing'} "
                f"({last}); the import is {statuses.get(job_id)}."
            )


def _known_lines(snapshot: Seen) -> set[Any]:
    return {line["id"] for line in snapshot.data.get("logs", [])}
