"""A verdict without fault, and what is said of each fault that is planted in it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from chaos import expectations, invariants
from chaos.evidence import Check, Evidence, Run, Vehicle
from chaos.invariants import Trial
from chaos.uploads import Shape, uploads_of


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """What a system would leave behind that makes no mistake."""
    random = Random(4)
    shapes = [Shape.SMALL, Shape.CHANGE, Shape.PAIR, Shape.HEADER_ONLY, Shape.ALL_BAD]
    shapes += [Shape.HELD, Shape.UNDONE]
    uploads = [
        upload
        for at, shape in enumerate(shapes)
        for upload in uploads_of(shape, f"u{at}", 0.0, 2 * at, random)
    ]
    expected, fleet = expectations.of_all(uploads, tmp_path_factory.mktemp("files"))
    jobs = {upload.name: f"job-{upload.name}" for upload in uploads}
    # Of a race, the first has won every plate.
    vehicles = [
        Vehicle(
            row.plate,
            row.placa,
            row.modelo,
            row.ano,
            row.valor_fipe,
            jobs[name],
            row.row_number,
        )
        for name, row in (candidates[0] for candidates in fleet.rows.values())
    ]
    imports, faults = {}, {}
    for name, each in expected.items():
        lost = each.racing if name == "u2b" else frozenset()
        imports[jobs[name]] = {
            "undoes": None,
            "filename": each.upload.filename,
            "status": each.status,
            "error_code": each.error_code,
            "total": each.total,
            "inserted_rows": each.inserted - len(lost),
            "updated_rows": each.updated,
            "unchanged_rows": each.unchanged,
            "duplicate_rows": each.repeated + len(lost),
            "rejected_rows": each.rejected,
            "processed_rows": len(each.accepted) - len(lost),
            "error_rows": each.repeated + len(lost) + each.rejected,
        }
        faults[jobs[name]] = set(each.faults) | {
            (each.accepted[plate].row_number, "duplicate_in_database", "placa") for plate in lost
        }
    undone = expected["u6b"]
    imports["undo"] = {
        "undoes": jobs["u6b"],
        "filename": undone.upload.filename,
        "status": "completed",
        "removed_rows": undone.inserted,
        "restored_rows": undone.updated,
    }
    runs = [Run(f"run-{job}", job, "SUCCESS", 10.0, 20.0) for job in jobs.values()]
    checks = [Check(run.run_id, "conservation", "SUCCEEDED") for run in runs]
    checks.append(Check("run-job-u4", "rejection_rate", "FAILED"))
    return Trial(expected, fleet, jobs, Evidence(imports, vehicles, faults, runs, checks))


def changed(trial: Trial, job_id: str, **values: Any) -> Trial:
    imports = {**trial.found.imports, job_id: {**trial.found.imports[job_id], **values}}
    return replace(trial, found=replace(trial.found, imports=imports))


def with_vehicle(trial: Trial, at: int, **values: Any) -> Trial:
    vehicles = list(trial.found.vehicles)
    vehicles[at] = replace(vehicles[at], **values)
    return replace(trial, found=replace(trial.found, vehicles=vehicles))


def without(trial: Trial, **values: Any) -> Trial:
    return replace(trial, found=replace(trial.found, **values))


def test_nothing_is_said_of_a_system_that_makes_no_mistake(undisturbed: Trial) -> None:
    assert invariants.violations(undisturbed) == []


FAULTS: dict[str, tuple[Callable[[Trial], Trial], str]] = {
    "lost row": (
        lambda trial: without(trial, vehicles=trial.found.vehicles[1:]),
        "is not in the table",
    ),
    "repeated row": (
        lambda trial: without(trial, vehicles=[*trial.found.vehicles, trial.found.vehicles[0]]),
        "is in the table 2 times",
    ),
    "row of no file": (
        lambda trial: with_vehicle(trial, 0, plate="ZZZ9J99"),
        "and no file brought it",
    ),
    "wrong value": (
        lambda trial: with_vehicle(trial, 0, valor_fipe=Decimal("1.00")),
        "is wrong in the table",
    ),
    "wrong origin": (
        lambda trial: with_vehicle(trial, 0, source_row=1),
        "is wrong in the table",
    ),
    "wrong count": (
        lambda trial: changed(trial, "job-u0", updated_rows=1),
        "u0 has wrong counts: updated_rows 1, not 0.",
    ),
    "rows counted twice": (
        lambda trial: changed(trial, "job-u1b", error_rows=9_999),
        "u1b is not conserved",
    ),
    "import that hangs": (
        lambda trial: changed(trial, "job-u0", status="processing"),
        "u0 is processing (None) instead of completed (None).",
    ),
    "file that should have failed": (
        lambda trial: changed(trial, "job-u3", status="completed", error_code=None),
        "u3 is completed (None) instead of failed (no_rows).",
    ),
    "lost import": (
        lambda trial: without(
            trial, imports={k: v for k, v in trial.found.imports.items() if k != "job-u0"}
        ),
        "u0 was accepted, and there is no import of it.",
    ),
    "upload never accepted": (
        lambda trial: replace(trial, jobs={k: v for k, v in trial.jobs.items() if k != "u0"}),
        "u0 was never accepted.",
    ),
    "rejected row lost": (
        lambda trial: without(trial, faults={**trial.found.faults, "job-u4": set()}),
        "rejected rows, such as",
    ),
    "rejected row too many": (
        lambda trial: without(
            trial, faults={**trial.found.faults, "job-u0": {(2, "required", "placa"), (3, "x", "")}}
        ),
        "rejected rows too many",
    ),
    "row lost to nobody": (
        lambda trial: without(
            trial,
            faults={
                **trial.found.faults,
                "job-u2a": {*trial.found.faults["job-u2a"], (1, "duplicate_in_database", "placa")},
            },
        ),
        "u2a lost rows to no other upload",
    ),
    "overlapping runs": (
        lambda trial: without(
            trial, runs=[*trial.found.runs, Run("second", "job-u0", "SUCCESS", 19.0, 30.0)]
        ),
        "u0 had two live runs",
    ),
    "run that never ended": (
        lambda trial: without(
            trial,
            runs=[*trial.found.runs, Run("first", "job-u0", "STARTED", 5.0, None)],
        ),
        "u0 had two live runs",
    ),
    "failed check": (
        lambda trial: without(trial, checks=[Check("run-job-u0", "conservation", "FAILED")]),
        "The check conservation of u0 is FAILED.",
    ),
    "undeserved warning": (
        lambda trial: without(trial, checks=[Check("run-job-u1a", "rejection_rate", "FAILED")]),
        "The check rejection_rate of u1a is FAILED.",
    ),
    "undo that did not take all back": (
        lambda trial: changed(trial, "undo", restored_rows=0),
        "The undo of u6b is",
    ),
    "undo that was lost": (
        lambda trial: changed(trial, "undo", undoes="job-u0"),
        "u6b has 0 undos.",
    ),
    "scratch": (
        lambda trial: without(trial, scratch=frozenset({"run-job-u0"})),
        "succeeded and left a scratch folder",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(undisturbed: Trial, fault: str) -> None:
    plant, sentence = FAULTS[fault]
    said = invariants.violations(plant(undisturbed))
    assert any(sentence in each for each in said), said


def test_a_run_after_another_is_no_fault(undisturbed: Trial) -> None:
    runs = [*undisturbed.found.runs, Run("second", "job-u0", "SUCCESS", 20.0, 30.0)]
    assert invariants.violations(without(undisturbed, runs=runs)) == []


def test_a_hundred_faults_of_one_kind_are_told_in_a_few_sentences(undisturbed: Trial) -> None:
    said = invariants.violations(without(undisturbed, vehicles=[]))
    assert 5 < len(said) < 20
    assert any("more like the last one" in each for each in said)
