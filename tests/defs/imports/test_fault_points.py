"""A run's process is killed before each of its exchanges with PostgreSQL, one after another."""

from pathlib import Path

import pytest

from tests.defs.fault_world import VARIANTS, FaultWorld, Variant, scope_of
from vehicle_pipeline.adapters.postgres.database import load_statements

# A chunk of new vehicles, from the check of the pooled connection to the return of `load`.
STEPS = """\
check 1
BEGIN 1
fence 1
COMMIT 1
COMMIT sent 1
COMMIT acknowledged 1
check 2
BEGIN 2
lock_chunk 1
earlier 1
find_by_index 1
any_known 1
SAVEPOINT 1
copy_vehicles 1
copy_vehicles data 1
copy_vehicles end 1
RELEASE 1
find_by_index 2
remember 1
insert_rejected 1
log 1
log 2
log 3
log 4
sync 1
fence 2
commit_chunk 1
add_progress 1
fence 3
COMMIT 2
COMMIT sent 2
COMMIT acknowledged 2
returned 1"""


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_run_killed_at_any_point_of_a_chunk_leaves_what_an_undisturbed_one_does(
    fault_world: FaultWorld, variant: Variant
) -> None:
    fault_world.check_every_point("load", variant, at_least=28)


def test_the_points_are_the_exchanges_of_a_chunk_in_their_order(fault_world: FaultWorld) -> None:
    points = fault_world.points(VARIANTS["skip, all new"])
    assert [each for each in points if scope_of(each) == "load"] == [
        f"load: {step}" for step in STEPS.splitlines()
    ]


def test_every_statement_of_a_chunk_is_among_the_points(fault_world: FaultWorld) -> None:
    points = {each for variant in VARIANTS.values() for each in fault_world.points(variant)}
    met = {each.removeprefix("load: ").rpartition(" ")[0] for each in points}
    files = ("merging", "planning", "chunk_loading", "ledger", "rejected_parts", "known_chunks")
    statements = {name for file in files for name in vars(load_statements(file))}
    copies = {name for name in statements if name.startswith("copy_")}
    # One preview is shown when all is over, the other before anything of a chunk is loaded.
    # What is asked of a chunk that comes again takes an import before, and changes nothing.
    assert met >= statements - {"preview", "prefer_index", "untouched"}
    assert met >= {f"{name} {what}" for name in copies for what in ("data", "end")}
    assert met >= {"registered rows"}
    assert met >= {"BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "COMMIT sent"}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_whatever_libpq_sends_is_among_the_points(
    fault_world: FaultWorld, variant: Variant, tmp_path: Path
) -> None:
    """When this fails, psycopg sends its statements by other functions than it did."""
    trace = tmp_path / "trace"
    points = fault_world.points(variant, trace_file=trace)
    kinds = [kind for kind in map(kind_of, points) if kind]
    assert len(kinds) > 40
    assert sent(trace.read_text()) == kinds


def kind_of(point: str) -> str | None:
    """The kind of the message that a point stands before; None where nothing is sent."""
    *_, what, _ = point.split(" ")
    if what in ("sync", "rows", "sent", "acknowledged", "returned"):
        return None
    return {"data": "CopyData", "end": "CopyDone"}.get(what, "statement")


def sent(trace: str) -> list[str]:
    """The kinds of the messages that ask for something, as libpq wrote them down."""
    messages = [line.split("\t") for line in trace.splitlines() if line.startswith("F\t")]
    kinds = {"Query": "statement", "Execute": "statement"}
    return [
        kinds.get(kind, kind)
        for _, _, kind, *more in messages
        if kind in ("Query", "Execute", "CopyData", "CopyDone") and "DEALLOCATE" not in str(more)
    ]
