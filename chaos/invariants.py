"""What must hold after every storm. Each function yields a sentence for each wrong thing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from chaos.evidence import Evidence, Run, Vehicle
from chaos.expectations import Expected, Fleet

# Imports with a larger share of rejected rows get a warning from the check of that name.
_WARNING_SHARE = 0.2
_DONE = ("completed", "undone")
_RACED = "duplicate_in_database"
# Sentences of one kind that are worth reading.
_MANY = 5


@dataclass(frozen=True)
class Trial:
    """What was to come, and what came: `jobs` is the import of each accepted upload."""

    expected: Mapping[str, Expected]
    fleet: Fleet
    jobs: Mapping[str, str]
    found: Evidence

    @property
    def uploads(self) -> dict[str, str]:
        """The upload of each import."""
        return {job_id: name for name, job_id in self.jobs.items()}


def violations(trial: Trial) -> list[str]:
    """Return what is wrong, a few sentences of each kind."""
    found: list[str] = []
    for check in (
        imports_exist,
        counts,
        faults,
        undos,
        vehicles,
        lone_runs,
        checks_passed,
        scratch,
        books_closed,
    ):
        sentences = list(check(trial))
        found += sentences[:_MANY]
        if len(sentences) > _MANY:
            found.append(f"... and {len(sentences) - _MANY} more like the last one.")
    return found


def imports_exist(trial: Trial) -> Iterator[str]:
    """Each accepted upload is one import, and it ended as its file has to end."""
    for name, expected in trial.expected.items():
        import_ = trial.found.imports.get(trial.jobs.get(name, ""))
        if name not in trial.jobs:
            yield f"{name} was never accepted."
        elif import_ is None:
            yield f"{name} was accepted, and there is no import of it."
        elif (import_["status"], import_["error_code"]) != (expected.status, expected.error_code):
            yield (
                f"{name} is {import_['status']} ({import_['error_code']}) "
                f"instead of {expected.status} ({expected.error_code})."
            )
    for job_id in trial.found.imports.keys() - trial.uploads.keys():
        import_ = trial.found.imports[job_id]
        if not import_["undoes"]:
            yield f"The import {job_id} of {import_['filename']} was never announced to a client."


def unfinished(trial: Trial) -> list[str]:
    """Return the imports that did not end as their file has to end."""
    return [
        job_id
        for name, job_id in trial.jobs.items()
        if trial.found.imports.get(job_id, {}).get("status") != trial.expected[name].status
    ]


def counts(trial: Trial) -> Iterator[str]:
    """The counts of each import are those of the reference, and add up."""
    owned = Counter(vehicle.import_id for vehicle in trial.found.vehicles)
    for name, expected, job_id in _judged(trial):
        import_ = trial.found.imports[job_id]
        # Of the plates that another upload brought first, it has none.
        lost = len(expected.accepted) - owned[job_id] if expected.racing else 0
        wanted = {
            "total": expected.total,
            "inserted_rows": expected.inserted - lost,
            "updated_rows": expected.updated,
            "unchanged_rows": expected.unchanged,
            "duplicate_rows": expected.repeated + lost,
            "rejected_rows": expected.rejected,
        }
        actual = {field: import_[field] for field in wanted}
        if actual != wanted:
            wrong = [f"{k} {v}, not {wanted[k]}" for k, v in actual.items() if v != wanted[k]]
            yield f"{name} has wrong counts: {'; '.join(wrong)}."
        if import_["processed_rows"] + import_["error_rows"] != import_["total"]:
            yield f"{name} is not conserved: processed and error rows do not make the total."


def faults(trial: Trial) -> Iterator[str]:
    """The rejected rows of each import are those of the reference."""
    for name, expected, job_id in _judged(trial):
        actual = trial.found.faults.get(job_id, set())
        raced = {fault for fault in actual if expected.racing and fault[1] == _RACED}
        numbers = {expected.accepted[plate].row_number for plate in expected.racing}
        if strange := {fault for fault in raced if fault[0] not in numbers}:
            yield f"{name} lost rows to no other upload: {sorted(strange)[:3]}."
        if missing := expected.faults - actual:
            yield f"{name} lacks {len(missing)} rejected rows, such as {min(missing)}."
        if surplus := actual - raced - expected.faults:
            yield f"{name} has {len(surplus)} rejected rows too many, such as {min(surplus)}."


def undos(trial: Trial) -> Iterator[str]:
    """Each import that was to be undone has one undo, which took all of it back."""
    of_import = defaultdict(list)
    for import_ in trial.found.imports.values():
        of_import[import_["undoes"]].append(import_)
    for name, expected in trial.expected.items():
        found = of_import.get(trial.jobs.get(name), []) if expected.upload.is_undone else []
        if expected.upload.is_undone and len(found) != 1:
            yield f"{name} has {len(found)} undos."
        for undo in found:
            done = (undo["status"], undo["removed_rows"], undo["restored_rows"])
            wanted = ("completed", expected.inserted, expected.updated)
            if done != wanted:
                yield f"The undo of {name} is {done}, not {wanted}."


def vehicles(trial: Trial) -> Iterator[str]:
    """The table holds exactly the rows of the reference, each with where it came from."""
    plates = Counter(vehicle.plate for vehicle in trial.found.vehicles)
    for plate, times in plates.items():
        if times > 1:
            yield f"{plate} is in the table {times} times."
    for plate in trial.fleet.rows.keys() - plates.keys():
        yield f"{plate} of {trial.fleet.rows[plate][0][0]} is not in the table."
    for vehicle in trial.found.vehicles:
        candidates = trial.fleet.rows.get(vehicle.plate, [])
        if not candidates:
            yield f"{vehicle.plate} is in the table, and no file brought it."
        elif not any(_is(vehicle, trial.jobs.get(name), row) for name, row in candidates):
            yield f"{vehicle.plate} of {candidates[0][0]} is wrong in the table: {vehicle}."


def lone_runs(trial: Trial) -> Iterator[str]:
    """No import ever had two live runs."""
    of_import: dict[str, list[Run]] = defaultdict(list)
    for run in trial.found.runs:
        if run.start_time is not None:
            of_import[run.job_id].append(run)
    for job_id, runs in of_import.items():
        for one, other in pairwise(sorted(runs, key=lambda run: run.start_time or 0)):
            if one.end_time is None or one.end_time > (other.start_time or 0):
                name = trial.uploads.get(job_id, job_id)
                yield f"{name} had two live runs: {_times(one)} and {_times(other)}."


def checks_passed(trial: Trial) -> Iterator[str]:
    """Every asset check of a successful run passed, but for warnings that are deserved."""
    jobs = {run.run_id: run.job_id for run in trial.found.runs}
    for check in trial.found.checks:
        name = trial.uploads.get(jobs.get(check.run_id, ""), "?")
        expected = trial.expected.get(name)
        is_warning = check.check_name == "rejection_rate" and expected is not None
        if is_warning and expected and expected.rejected > _WARNING_SHARE * expected.total:
            continue
        if check.execution_status != "SUCCEEDED":
            yield f"The check {check.check_name} of {name} is {check.execution_status}."


def scratch(trial: Trial) -> Iterator[str]:
    """No run that succeeded has left its scratch folder."""
    for run in trial.found.runs:
        if run.status == "SUCCESS" and run.run_id in trial.found.scratch:
            yield f"The run {run.run_id} succeeded and left a scratch folder."


def books_closed(trial: Trial) -> Iterator[str]:
    """Nothing is promised, and no delivery is open."""
    for table, number in trial.found.left.items():
        if number:
            yield f"{number} rows are left in {table}."


def _judged(trial: Trial) -> Iterator[tuple[str, Expected, str]]:
    """The imports that were completed, with what was expected of them."""
    for name, job_id in trial.jobs.items():
        import_ = trial.found.imports.get(job_id)
        if import_ and import_["status"] in _DONE and name in trial.expected:
            yield name, trial.expected[name], job_id


def _is(vehicle: Vehicle, job_id: str | None, row: object) -> bool:
    wanted = vars(row)
    return (vehicle.import_id, vehicle.source_row) == (job_id, wanted["row_number"]) and all(
        getattr(vehicle, field) == wanted[field]
        for field in ("plate", "placa", "modelo", "ano", "valor_fipe")
    )


def _times(run: Run) -> str:
    return f"{run.run_id[:8]} ({run.status}, {run.start_time} to {run.end_time})"
