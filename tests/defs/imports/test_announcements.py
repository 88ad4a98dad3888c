"""Browsers hear every line of an import's log once, whatever becomes of its runs."""

from collections import Counter

import pytest

from tests.defs.dying import dying
from tests.defs.pipeline import Outcome, Pipeline
from vehicle_pipeline.contracts import LogRecord

CONTENT = "modelo,placa,ano,valor_fipe\n" + "GOL,none,2020,45000.00\n" * 6


def published(*outcomes: Outcome) -> Counter[int]:
    return Counter(
        live.data["id"] for each in outcomes for live in each.live if live.event == "job_log"
    )


def test_an_undisturbed_run_tells_every_line_and_none_twice(pipeline: Pipeline) -> None:
    outcome = pipeline.import_(CONTENT, chunk_rows=2)
    lines = pipeline.jobs.logs(outcome.import_.id)
    assert published(outcome) == Counter(line.id for line in lines)
    assert len(lines) > 6


@pytest.mark.parametrize("chunk", [0, 1, 2])
def test_lines_that_a_run_stored_and_did_not_publish_are_published_by_the_next(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    job_id = pipeline.accept(CONTENT)
    with dying(monkeypatch, chunk, "after"):
        first = pipeline.run(job_id, chunk_rows=2)
    # Written by whoever noticed that the run had died.
    log = LogRecord(level="error", code="run_died")
    (noticed,) = pipeline.jobs.release(job_id, first.run_id, log)
    second = pipeline.run(job_id, chunk_rows=2)
    assert second.success
    lines = [line.id for line in pipeline.jobs.logs(job_id)]
    assert noticed.id in published(second)
    assert noticed.id not in published(first)
    assert published(first, second) == Counter(lines)
