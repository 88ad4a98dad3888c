"""The main job on the real thing: `up`, upload, SQS, daemon, run, PostgreSQL, events."""

import json
import signal
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import httpx
import polars as pl
import psutil
import pytest

from tests.api.sse import Stream
from tests.corpus.expectations import Sample, samples
from tests.corpus.over_http import outcome, uploaded
from tests.effort import one_in
from tests.oracle import reference
from tests.spreadsheets.test_hostile import LIBRARIES, MEGABYTE
from tests.system.conftest import Import, Stack, cli, wait_for
from tests.system.hostile import hostile_files, peak_of_children
from vehicle_pipeline import development
from vehicle_pipeline.adapters.queue.upload_queue import QueueOptions, UploadQueue
from vehicle_pipeline.definitions import build_definitions
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits

HEADER = "modelo,placa,ano,valor_fipe\n"
FULL = "✗ Não foi possível escrever na saída: o disco está cheio."
EXAMPLES = Path(__file__).parents[2] / "examples"
# Runs found by the import's id, as a person would filter the run list.
RUNS = """
query Runs($tags: [ExecutionTag!]) {
  runsOrError(filter: {tags: $tags}) {
    ... on Runs { results { runId status assetChecks { name } } }
  }
}
"""
TERMINATE = """
mutation Terminate($runId: String!) { terminateRun(runId: $runId) { __typename } }
"""


@pytest.fixture(scope="module")
def imported(stack: Stack) -> Import:
    """The example, imported over HTTP into an empty table."""
    answer = stack.upload(EXAMPLES / "frota.csv")
    assert answer.status_code == 201, answer.text
    return stack.finished(answer.json()["job_id"])


@pytest.fixture(scope="module")
def expected() -> reference.Verdict:
    """What the independent implementation of the rules makes of the example."""
    return reference.judge(EXAMPLES / "frota.csv", ",")


def test_the_counts_are_those_of_the_reference(
    imported: Import, expected: reference.Verdict
) -> None:
    assert imported["status"] == "completed"
    assert imported["total_rows"] == expected.total
    assert imported["inserted_rows"] == len(expected.accepted)
    assert imported["duplicate_rows"] == len(expected.duplicates)
    assert imported["rejected_rows"] == len({fault.row_number for fault in expected.rejected})
    assert imported["processed_rows"] + imported["error_rows"] == imported["total_rows"]


def test_the_table_holds_exactly_the_rows_of_the_reference(
    stack: Stack, imported: Import, expected: reference.Verdict
) -> None:
    rows = []
    while True:
        page = {"job_id": imported["id"], "skip": len(rows), "limit": 500}
        items = stack.http.get("/vehicles", params=page).json()["items"]
        if not items:
            break
        rows += items
    found = {
        (row["placa_mercosul"], row["modelo"], row["ano"], Decimal(row["valor_fipe"]))
        for row in rows
    }
    assert len(rows) == len(expected.accepted)
    assert found == {(row.plate, row.modelo, row.ano, row.valor_fipe) for row in expected.accepted}


def test_dagster_shows_one_run_found_by_the_imports_id(stack: Stack, imported: Import) -> None:
    tags = [{"key": "import/job_id", "value": imported["id"]}]
    runs = wait_for(
        lambda: (
            [
                run
                for run in stack.graphql(RUNS, tags=tags)["runsOrError"]["results"]
                if run["status"] == "SUCCESS"
            ]
            or None
        ),
        "the run's success",
    )
    assert [run["runId"] for run in runs] == [imported["dagster_run_id"]]
    assert {check["name"] for check in runs[0]["assetChecks"]} == {
        "conservation",
        "one_row_per_vehicle",
        "rejection_rate",
    }


def test_dagsters_own_commands_use_the_parts_of_the_stack(
    stack: Stack, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(stack.data_dir))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found: dict[str, str] = {}
    development.load(found)
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    # Credentials that another test of this process has had are not looked up again.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    settings = Settings()
    frame = build_definitions(settings).load_asset_value("vehicles")
    assert isinstance(frame, pl.DataFrame)
    assert imported["id"] in set(frame["import_id"])
    options = QueueOptions.of(settings)
    assert UploadQueue.connect(options).depth().dead == 0


def test_the_message_is_deleted_after_the_run(stack: Stack, imported: Import) -> None:
    depth = wait_for(
        lambda: _if_empty(stack.http.get("/admin/queue").json()), "the queue to be empty"
    )
    assert depth["dead"] == 0


def _if_empty(depth: Import) -> Import | None:
    return None if depth["visible"] or depth["in_flight"] else depth


def test_events_come_live_and_end_with_the_terminal_status(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "pequena.csv"
    rows = "".join(f"Fiat Uno,QQQ{n % 10}A{n:02d},2020,45000.00\n" for n in range(50))
    file.write_text(f"modelo,placa,ano,valor_fipe\nsem placa,,2020,1.00\n{rows}")
    job_id = stack.upload(file).json()["job_id"]
    with stack.http.stream("GET", "/imports/stream", params={"job_id": job_id}) as answer:
        events = Stream(answer).rest()
    assert events[0].event == "job_status"
    assert events[-1].event == "job_status"
    assert events[-1].data["status"] == "completed"
    last_progress = [each.data for each in events if each.event == "job_progress"][-1]
    assert (last_progress["processed_rows"], last_progress["error_rows"]) == (50, 1)
    lines = [each.data["message"] for each in events if each.event == "job_log"]
    assert "Linha 2: Campo 'placa' é obrigatório" in lines


def test_the_command_imports_again_and_finds_only_known_vehicles(
    stack: Stack, imported: Import
) -> None:
    finished = stack.command("import", str(EXAMPLES / "frota.csv"), "--json")
    assert finished.returncode == 3, finished.stderr
    again = json.loads(finished.stdout)
    assert again["status"] == "completed"
    assert again["inserted_rows"] == 0
    assert again["duplicate_rows"] == imported["inserted_rows"] + imported["duplicate_rows"]


def test_a_dry_run_tells_what_either_policy_would_do_and_changes_nothing(
    stack: Stack, imported: Import
) -> None:
    before = stack.http.get("/admin/stats").json()
    run = stack.command("import", str(EXAMPLES / "frota.csv"), "--dry-run", "--json")
    assert run.returncode == 3, run.stderr
    tried = json.loads(run.stdout)
    assert (tried["status"], tried["dry_run"]) == ("completed", True)
    report = tried["dry_run_report"]
    assert (report["skip"]["inserted_rows"], report["update"]["inserted_rows"]) == (0, 0)
    assert report["update"]["unchanged_rows"] == imported["inserted_rows"]
    assert report["skip"]["rejected_rows"] == imported["rejected_rows"]
    after = stack.http.get("/admin/stats").json()
    unchanged = ("vehicles", "rejected_rows", "rows_last_24_hours")
    assert [after[name] for name in unchanged] == [before[name] for name in unchanged]
    tags = [{"key": "import/job_id", "value": tried["id"]}]
    (found,) = stack.graphql(RUNS, tags=[*tags, {"key": "import/dry_run", "value": "true"}])[
        "runsOrError"
    ]["results"]
    assert found["runId"] == tried["dagster_run_id"]


def test_a_preview_says_what_the_import_found(stack: Stack, imported: Import) -> None:
    with (EXAMPLES / "frota.csv").open("rb") as content:
        files = {"file": ("frota.csv", content)}
        seen = stack.http.post("/imports/preview", files=files).json()
    assert seen["dialect"] == imported["dialect"]
    assert seen["total_rows"] == imported["total_rows"]
    assert seen["faults"]["rejected_rows"] == imported["rejected_rows"]
    assert seen["faults"]["duplicate_rows"] == imported["duplicate_rows"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("so_cabecalho.csv", "modelo,placa,ano,valor_fipe\n", "no_rows"),
        ("sem_coluna.csv", "modelo,placa,ano\nGol,ABC1234,2020\n", "missing_columns"),
    ],
)
def test_a_file_that_cannot_be_imported_fails_with_its_reason(
    stack: Stack, tmp_path: Path, name: str, content: str, code: str
) -> None:
    (tmp_path / name).write_text(content)
    failed = stack.finished(stack.upload(tmp_path / name).json()["job_id"])
    assert (failed["status"], failed["error_code"]) == ("failed", code)
    assert failed["error"]
    assert failed["processed_rows"] == failed["error_rows"] == 0


# One file of each kind; all of them go through the API and the job in `tests/contract`.
@pytest.mark.parametrize(
    "sample",
    one_in(3, list({each.path.suffix: each for each in samples()}.values())),
    ids=lambda each: each.name,
)
def test_a_file_of_any_kind_gives_its_expectation(stack: Stack, sample: Sample) -> None:
    if job_id := uploaded(stack.http, sample):
        stack.finished(job_id)
        sample.check(outcome(stack.http, job_id))


def test_an_import_is_cancelled_from_either_side_and_completes_when_it_goes_on(
    stack: Stack, tmp_path: Path
) -> None:
    rows = 200_000
    file = tmp_path / "grande.csv"
    file.write_text("modelo,placa,ano,valor_fipe\n" + "".join(map(_row, range(rows))))
    job_id = stack.upload(file).json()["job_id"]

    stack.processing(job_id)
    assert stack.http.post(f"/imports/{job_id}/cancel").status_code == 202
    assert stack.finished(job_id)["status"] == "cancelled"

    assert stack.http.post(f"/imports/{job_id}/reimport").status_code == 202
    run_id = stack.processing(job_id)["dagster_run_id"]
    answer = stack.graphql(TERMINATE, runId=run_id)["terminateRun"]
    assert answer["__typename"] == "TerminateRunSuccess", answer
    cancelled = stack.finished(job_id)
    assert cancelled["status"] == "cancelled"
    assert cancelled["processed_rows"] in (0, 150_000, rows)

    assert stack.http.post(f"/imports/{job_id}/reimport").status_code == 202
    done = stack.finished(job_id)
    assert (done["status"], done["inserted_rows"], done["total_rows"]) == ("completed", rows, rows)
    codes = [log["code"] for log in done["logs"]]
    assert (codes.count("import_cancelled"), codes.count("import_revived")) == (2, 2)
    assert stack.http.get("/admin/reconcile").json()["hanging"] == 0


def test_an_import_is_undone_as_every_import_goes(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "desfazer.csv"
    file.write_text(f"{HEADER}Fiat Uno,YYY0A01,2020,45000.00\nFiat Uno,YYY0A02,2020,45000.00\n")
    job_id = stack.upload(file).json()["job_id"]
    assert stack.finished(job_id)["inserted_rows"] == 2

    tried = stack.command("undo", job_id, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "2 seriam removidos" in stack.finished(_undo_of(stack, job_id))["logs"][-1]["message"]
    assert stack.http.get("/vehicles/YYY0A01").status_code == 200

    done = stack.command("undo", job_id)
    assert done.returncode == 0, done.stderr
    assert "Removidos" in done.stdout
    undone = stack.http.get(f"/imports/{job_id}").json()
    assert undone["status"] == "undone"
    undo = stack.finished(undone["undone_by"])
    assert (undo["status"], undo["undoes"], undo["removed_rows"]) == ("completed", job_id, 2)
    assert stack.http.get("/vehicles/YYY0A01").status_code == 404
    kinds = [event["kind"] for event in stack.http.get("/vehicles/YYY0A01/history").json()["items"]]
    assert kinds == ["removed", "inserted"]
    (run,) = stack.graphql(RUNS, tags=[{"key": "import/undoes", "value": job_id}])["runsOrError"][
        "results"
    ][:1]
    assert run["runId"] == undo["dagster_run_id"]


def _undo_of(stack: Stack, job_id: str) -> str:
    """The newest import that undoes another one."""
    items = stack.http.get("/imports").json()["items"]
    return next(item["id"] for item in items if item["undoes"] == job_id)


def _row(number: int) -> str:
    """A vehicle that no other test has."""
    number, last = divmod(number, 100)
    number, letter = divmod(number, 26)
    number, digit = divmod(number, 10)
    second, third = divmod(number, 26)
    plate = f"Z{chr(65 + second)}{chr(65 + third)}{digit}{chr(65 + letter)}{last:02d}"
    return f"Fiat Uno,{plate},2020,45000.00\n"


# --- commands ----------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "ônibus.csv"
    file.write_text(f"{HEADER}Fiat Uno,ZZZ9Z99,2020,45000.00\n")
    return file


def test_an_import_goes_on_after_ctrl_c_in_another_command(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "interrompida.csv"
    file.write_text(HEADER + "Fiat Uno,ZZZ9Z99,2020,45000.00\n" * 200_000)
    arguments = ["import", str(file), "--dry-run", "--data-dir", str(stack.data_dir)]
    with subprocess.Popen([*cli(), *arguments], stderr=subprocess.PIPE, text=True) as process:
        job_id = wait_for(lambda: _of(stack, file.name), "the import")
        stack.processing(job_id)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert f"A importação {job_id} continua." in errors
    assert stack.finished(job_id)["status"] == "completed"


def _of(stack: Stack, filename: str) -> str | None:
    found = stack.http.get("/imports").json()["items"]
    return next((each["id"] for each in found if each["filename"] == filename), None)


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_a_result_into_a_full_device_is_a_sentence(
    stack: Stack, file: Path, form: list[str]
) -> None:
    arguments = ["import", str(file), "--dry-run", *form, "--data-dir", str(stack.data_dir)]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [*cli(), *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == FULL


# --- the end -----------------------------------------------------------------------------------


def test_files_that_mean_harm_end_in_a_sentence_and_in_bounded_memory(stack: Stack) -> None:
    files, codes = hostile_files(), {}
    with peak_of_children() as peak:
        for file in files:
            answer = stack.http.post("/imports", files={"file": (file.name, file.content)})
            told = answer.json()
            if answer.status_code == httpx.codes.CREATED:
                told = stack.finished(told["job_id"])
                told = {"code": told["error_code"], "detail": told["error"]}
            assert bool(told["detail"]) is bool(told["code"])
            codes[file.name] = told["code"]
    assert codes == {file.name: file.code for file in files}
    limits = WorkbookLimits()
    assert peak.size < limits.memory_mb * MEGABYTE + LIBRARIES, peak.command


def test_the_stack_is_still_healthy(stack: Stack) -> None:
    ready = httpx.get(f"{stack.api_url}/health/ready", trust_env=False, timeout=20)
    assert ready.status_code == 200, ready.text


def test_the_doctor_finds_every_part_of_a_running_stack_well(
    stack: Stack, imported: Import
) -> None:
    examined = stack.command("doctor", "--json")
    findings = json.loads(examined.stdout)
    bad = [finding for finding in findings if finding["level"] == "error"]
    assert (examined.returncode, bad) == (0, []), examined.stderr
    codes = {finding["code"] for finding in findings}
    assert {"stack_running", "data_dir_fine", "migrations_fine", "queue_fine"} <= codes
    assert {"store_fine", "daemons_fine"} <= codes
    assert {"api.sensor", "api.daemon"} <= {finding["part"] for finding in findings}


def test_everything_in_the_data_dir_is_its_owners_alone(stack: Stack, imported: Import) -> None:
    group_of_postgres = 0o010  # under root it serves as another user, and has to pass
    assert stack.data_dir.stat().st_mode & 0o077 & ~group_of_postgres == 0
    open_ = [
        f"{path} {path.lstat().st_mode:o}"
        for path in stack.data_dir.rglob("*")
        if not path.is_symlink() and path.lstat().st_mode & 0o077
    ]
    assert open_ == []


def test_nothing_listens_but_what_people_and_programs_are_told_of(
    stack: Stack, imported: Import
) -> None:
    listening = {
        socket.laddr.port
        for process in stack.processes()
        for socket in sockets(process)
        if socket.status == psutil.CONN_LISTEN
    }
    queue = urlsplit(stack.environment()["AWS_ENDPOINT_URL_SQS"]).port
    assert listening == {urlsplit(stack.api_url).port, urlsplit(stack.dagster_url).port, queue}


def sockets(process: psutil.Process) -> list[Any]:
    """The TCP sockets of a process; none of one that has ended meanwhile."""
    try:
        return process.net_connections("tcp")
    except psutil.NoSuchProcess:
        return []
