"""What receivers of webhooks are told of imports, promised in the transactions that end them."""

from typing import Any

from tests.defs.pipeline import Pipeline
from vehicle_pipeline.adapters.alerts.outbox import Alerts, Channel
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.guard_contracts import Guard
from vehicle_pipeline.webhook_contracts import ImportEvent

GOOD = "modelo,placa,ano,valor_fipe\nGOL,ABC1D23,2020,45000.00\n"
MIXED = f"{GOOD}GOL,nonsense,2020,45000.00\n"


def events(pipeline: Pipeline) -> list[tuple[Any, ...]]:
    query = (
        "select code, job_id, params ->> 'status', params ->> 'inserted_rows' from alerts"
        " where channel = 'webhook' order by id"
    )
    return pipeline.tables.execute(query).fetchall()


def test_each_end_of_an_import_is_told_once(pipeline: Pipeline) -> None:
    done = pipeline.import_(GOOD)
    undone = pipeline.undo(done.import_.id)
    failed = pipeline.import_("a,b\n1,2\n")
    held = pipeline.import_(MIXED, guard=Guard(max_rejected_share=0.1))

    assert undone.import_.status == "completed"
    assert events(pipeline) == [
        ("event_completed", done.import_.id, "completed", "1"),
        ("event_undone", done.import_.id, "undone", "1"),
        ("event_failed", failed.import_.id, "failed", "0"),
        ("event_held", held.import_.id, "held", "0"),
    ]


def test_what_nobody_wants_to_be_told_is_forgotten(pipeline: Pipeline, database: Database) -> None:
    pipeline.import_(GOOD)
    pipeline.import_("a,b\n1,2\n")
    of_all = Alerts(database, Channel.WEBHOOK)

    of_all.forget_unwanted([ImportEvent.FAILED])
    left = [code for code, *_ in events(pipeline)]
    assert (left, pipeline.alerts()) == (["event_failed"], ["import_failed"])
    assert Alerts(database).count_unsent() == 1
    claimed = of_all.claim()
    assert claimed is not None
    assert claimed.code == "event_failed"
    of_all.forget_unwanted([])
    assert (events(pipeline), pipeline.alerts()) == ([], ["import_failed"])
