"""Whether clients of the event stream got every event, once and in order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chaos.watchers import TERMINAL, Seen

Place = tuple[int, int]


def skipped(client: Sequence[Seen], log: Sequence[Seen]) -> Iterator[str]:
    """Compare what one client saw, from its first event to its last, with the log."""
    if not client:
        return
    known = _known_lines(client[0])
    got = {_key(each): each for each in client}
    for event in log:
        is_within = client[0].place < event.place and _key(event) <= _key(client[-1])
        if not is_within or (event.event == "job_log" and event.data.get("id") in known):
            continue
        seen = got.get(_key(event))
        if seen is None:
            yield f"A stream skipped {event.event} {event.id} of {event.data.get('job_id')}."
        elif not event.is_status and seen.data != event.data:
            yield f"A stream has {seen.data} for {event.id}, and the log {event.data}."


def unfinished(watched: Mapping[str, Sequence[Seen]], statuses: Mapping[str, str]) -> Iterator[str]:
    """The last event of an import's stream is the status that the import has."""
    for job_id, seen in watched.items():
        last = seen[-1].status if seen else None
        if last not in TERMINAL or last != statuses.get(job_id):
            yield (
                f"The stream of {job_id} ended with {seen[-1].event if seen else 'nothing'} "
                f"({last}); the import is {statuses.get(job_id)}."
            )


def _key(event: Seen) -> Place:
    # A status has the id ".0" or, when it turned out to be the last, ".end".
    return (event.place[0], 0) if event.is_status else event.place


def _known_lines(snapshot: Seen) -> set[Any]:
    return {line["id"] for line in snapshot.data.get("logs", [])}
