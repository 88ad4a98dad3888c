"""What is said of a client that missed an event, or got one twice."""

from dataclasses import replace

from chaos.door import Door
from chaos.streams import outdated, skipped, unfinished
from chaos.tally import Tally
from chaos.watchers import Seen, Watcher, place


def progress(event_id: str, rows: int) -> Seen:
    return Seen(event_id, "job_progress", {"job_id": "a", "processed_rows": rows})


def status(event_id: str, word: str) -> Seen:
    return Seen(event_id, "job_status", {"job_id": "a", "status": word})


SNAPSHOT = Seen("4", "job_status", {"job_id": "a", "status": "pending", "logs": [{"id": 3}]})
# As somebody is told it who reads it when the import is over.
LOG = [
    status("2.0", "processing"),
    Seen("5.0", "job_log", {"job_id": "a", "id": 3}),
    Seen("5.1", "job_log", {"job_id": "a", "id": 4}),
    progress("7.0", 500),
    status("9.end", "completed"),
]
LIVE = [SNAPSHOT, *LOG[2:4], status("9.0", "processing"), status("12.end", "completed")]


def test_a_client_that_got_everything_has_skipped_nothing() -> None:
    assert list(skipped([SNAPSHOT, *LOG[2:]], LOG)) == []


def test_what_a_status_says_depends_on_when_it_is_told() -> None:
    assert list(skipped(LIVE, LOG)) == []


def test_the_change_beside_a_place_in_the_log_differs_between_streams() -> None:
    later = [replace(event, id=f"{event.id}-45") for event in LOG]
    assert list(skipped(LIVE, later)) == []


def test_a_status_that_the_stream_of_all_never_showed_is_noticed() -> None:
    assert list(outdated(LIVE, {"a": "completed"})) == []
    assert list(outdated(LIVE[:-1], {"a": "completed"})) == [
        "The stream of all left a processing; it is completed."
    ]


def test_a_skipped_event_is_noticed() -> None:
    assert list(skipped([*LIVE[:2], *LIVE[3:]], LOG)) == ["A stream skipped job_progress 7.0 of a."]


def test_a_skipped_line_is_noticed_unless_it_was_in_the_snapshot() -> None:
    assert list(skipped([LIVE[0], *LIVE[2:]], LOG)) == ["A stream skipped job_log 5.1 of a."]


def test_an_event_with_other_content_is_noticed() -> None:
    other = [LIVE[0], LIVE[1], replace(LIVE[2], data={"job_id": "a", "processed_rows": 1}), LIVE[3]]
    (sentence,) = skipped(other, LOG)
    assert "7.0" in sentence


def test_what_comes_behind_the_last_event_of_a_client_is_not_missed() -> None:
    assert list(skipped(LIVE[:2], LOG)) == []


def test_a_stream_has_to_end_with_the_status_of_its_import() -> None:
    statuses = {"a": "completed", "b": "completed", "c": "failed"}
    watched = {"a": LIVE, "b": LIVE[:2], "c": LIVE}
    said = list(unfinished(watched, statuses))
    assert [sentence.split()[3] for sentence in said] == ["b", "c"]


def test_ids_are_ordered_as_the_log_is() -> None:
    in_order = ["9", "10.0", "10.1.end-36", "10.1-37", "10.2", "10.end", "10", "11.0"]
    shuffled = in_order[3:] + in_order[:3]
    assert sorted(shuffled, key=place) == in_order


def test_an_event_that_comes_twice_or_too_late_is_noticed() -> None:
    tally = Tally()
    # Nobody listens there.
    watcher = Watcher(Door("http://127.0.0.1:9"), tally)
    watcher.let_go()
    for event in (progress("7.0", 1), progress("7.0", 1), progress("6.0", 1), progress("8.0", 2)):
        watcher._note(event)
    assert tally.violations == [
        "A stream was sent event 7.0 twice, after 7.0.",
        "A stream was sent event 6.0 too late, after 7.0.",
    ]


def test_an_end_of_which_the_log_says_nothing_is_told_where_the_client_stands() -> None:
    tally = Tally()
    watcher = Watcher(Door("http://127.0.0.1:9"), tally)
    watcher.let_go()
    for event in (status("7", "pending"), status("7.end", "cancelled"), status("7.end", "failed")):
        watcher._note(event)
    assert tally.violations == ["A stream was sent event 7.end twice, after 7.end."]
