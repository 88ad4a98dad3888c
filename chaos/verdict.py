"""What is examined when a storm is over, and the violations that are reported."""

import json
from collections import Counter
from dataclasses import dataclass

from benchmarks.stack import Stack
from chaos import event_log, evidence, invariants, streams
from chaos.board import Board
from chaos.evidence import Evidence
from chaos.expectations import Expected, Fleet
from chaos.invariants import Trial
from chaos.tally import Tally
from chaos.watchers import Seen, Watcher, wait_until

# Seconds until every client has heard of the end.
_PATIENCE = 30.0


@dataclass(frozen=True)
class Verdict:
    """Collects the evidence of one storm, and puts what is wrong into the tally."""

    stack: Stack
    expected: dict[str, Expected]
    fleet: Fleet
    board: Board
    # Has followed all imports from before the first.
    everything: Watcher
    tally: Tally

    def pass_(self) -> None:
        """Look at the tables first, then at the streams."""
        found = evidence.collect(self.stack.database_url, self.stack.data_dir.root)
        trial = Trial(self.expected, self.fleet, self.board.jobs, found)
        for sentence in invariants.violations(trial):
            self.tally.violation(sentence)
        self._count(found)
        self._keep_traces(trial)
        self._judge_streams(found)

    def _keep_traces(self, trial: Trial) -> None:
        """Write down, beside the logs, what is known of imports that did not end as they had to."""
        if wrong := invariants.unfinished(trial):
            rows = evidence.traces(self.stack.database_url, wrong)
            path = self.stack.data_dir.logs / "traces.json"
            path.write_text(json.dumps(rows, indent=1, default=str) + "\n", "utf-8")

    def _count(self, found: Evidence) -> None:
        runs = Counter(run.job_id for run in found.runs)
        self.tally.add("uploads", len(self.expected))
        self.tally.add("rows", sum(each.total for each in self.expected.values()))
        self.tally.add("runs", runs.total())
        self.tally.add("runs repeated", runs.total() - len(runs))
        seconds = [import_["seconds"] or 0.0 for import_ in found.imports.values()]
        self.tally.longest("slowest import, s", round(max(seconds, default=0.0)))
        self.tally.add("imports requeued by the reconciler", found.requeued)

    def _judge_streams(self, found: Evidence) -> None:
        watchers = self.board.watchers
        wait_until(lambda: all(each.has_ended for each in watchers.values()), _PATIENCE)
        log = self._log()
        statuses = {job_id: str(row["status"]) for job_id, row in found.imports.items()}
        seen = {job_id: list(each.seen) for job_id, each in watchers.items()}
        sentences = list(streams.unfinished(seen, statuses))
        sentences += streams.outdated(self.everything.seen, statuses)
        sentences += streams.skipped(self.everything.seen, log)
        for job_id, events in seen.items():
            own = [event for event in log if event.data["job_id"] == job_id]
            sentences += streams.skipped(events, own)
        for sentence in sentences:
            self.tally.violation(sentence)
        self.tally.add("events", len(self.everything.seen) + sum(map(len, seen.values())))

    def _log(self) -> list[Seen]:
        """Return the log, as soon as the client of all imports has come to its end."""
        log = event_log.logged(self.stack.database_url)

        def has_come() -> bool:
            seen = self.everything.seen
            return not log or (bool(seen) and seen[-1].place[0] >= log[-1].place[0])

        if not wait_until(has_come, _PATIENCE):
            self.tally.violation("The stream of all imports did not come to its end.")
        return log
