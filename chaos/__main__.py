"""Torments a whole stack and looks whether anything was lost: `python -m chaos`, `make chaos`."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console

from benchmarks.stack import Stack, StackUnavailableError, stack_in
from chaos import expectations, plan, report
from chaos.door import with_token
from chaos.files import write_upload
from chaos.processes import Processes
from chaos.report import Outcome
from chaos.storm import Storm
from chaos.tally import Tally

# Everything that makes recovery quick; what it means is as it always is.
SETTINGS = {
    "DATABASE_URL": "",
    "QUEUE": "embedded",
    "AUTHENTICATION": "required",
    "CHUNK_ROWS": "500",
    "SQS_VISIBILITY_TIMEOUT_SECONDS": "10",
    "RECONCILE_AFTER_SECONDS": "10",
    "STALLED_AFTER_SECONDS": "45",
    "SOURCE_STILL_SECONDS": "3",
    # A run that died before it began keeps its place for a minute.
    "VEHICLE_PIPELINE_MAX_CONCURRENT_RUNS": "8",
}
# Not in version control.
RESULTS = Path(".chaos")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 1 if there was a violation, 2 if the stack did not start."""
    options = _options(arguments)
    rounds = (
        plan.outages(options.seed) if options.outage else plan.storm(options.seed, options.rounds)
    )
    console = report.console()
    try:
        outcome = _run(options.seed, rounds, console)
    except StackUnavailableError as error:
        print(f"The stack did not start. {error}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        return 130
    report.print_outcome(outcome, console)
    report.write_json(outcome, options.json)
    return int(bool(outcome.violations))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed plans the same storm")
    parser.add_argument("--rounds", type=int, default=50, help="of 7 s each")
    parser.add_argument(
        "--outage", action="store_true", help="instead: PostgreSQL goes away for 30 s, twice"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=RESULTS / "chaos.json", help="figures"
    )
    return parser.parse_args(arguments)


def _run(seed: int, rounds: Sequence[plan.Round], console: Console) -> Outcome:
    tally, begin = Tally(), time.monotonic()

    def tell(sentence: str) -> None:
        console.print(f"[dim]{time.monotonic() - begin:6.1f} s[/dim]  {sentence}", highlight=False)

    uploads = [upload for round_ in rounds for upload in round_.uploads]
    with (
        tempfile.TemporaryDirectory(prefix="vehicle-chaos-") as name,
        # Beside everything else: there is a processor for it while the stack starts.
        ProcessPoolExecutor(1) as judges,
    ):
        folder = Path(name)
        files = folder / "files"
        source = folder / "source"
        for made in (files, source):
            made.mkdir()
        for upload in uploads:
            write_upload(upload, files)
        verdicts = judges.submit(expectations.of_all, uploads, files)
        with stack_in(folder, {**SETTINGS, "SOURCE_ROOTS": str(source)}) as stack:
            processes = Processes(stack.data_dir.root)
            starts = processes.starts()
            tell(f"the stack is ready at {stack.api_url}")
            door = with_token(stack.api_url, stack.database_url)
            Storm(stack, door, rounds, files, source, verdicts, tally, tell).run()
            tally.add("programs restarted", processes.starts() - starts)
        _judge_end(stack, processes, tally)
        tell(f"the logs are in {_keep_logs(stack.data_dir.root, seed)}")
    counts, violations = tally.counts, tally.violations
    return Outcome(seed, len(rounds), round(time.monotonic() - begin, 1), counts, violations)


def _judge_end(stack: Stack, processes: Processes, tally: Tally) -> None:
    """The stack ends at its stop signal, and leaves no process behind."""
    if stack.process.returncode != 0:
        tally.violation(f"The stack ended with status {stack.process.returncode}.")
    for command in processes.left():
        tally.violation(f"A process was left behind: {command}")


def _keep_logs(data_dir: Path, seed: int) -> Path:
    kept = RESULTS / f"logs-{seed}"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(data_dir / "logs", kept)
    shutil.copyfile(data_dir.parent / "up.log", kept / "up.log")
    return kept


if __name__ == "__main__":
    sys.exit(main())
