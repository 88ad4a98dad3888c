"""What people do to imports: cancel, undo and decide about them, terminate runs, go on."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx

from chaos.client import Client, Json
from chaos.tally import Tally
from vehicle_pipeline.contracts import JOB_ID_TAG

IMPORTS = "/api/v1/imports"
SCHEDULES = "/api/v1/schedules"
SCHEDULE = "storm"
LETTERS = "/api/v1/admin/dead-letters"
_RUNS = """
query Runs {
  runsOrError(filter: {statuses: [QUEUED, STARTING, STARTED]}) {
    ... on Runs { results { runId tags { key } } }
  }
}
"""
_TERMINATE = """
mutation Terminate($runId: String!) {
  terminateRun(runId: $runId) { __typename }
}
"""
# What a request to a webserver that is being killed may raise.
_AWAY = (httpx.HTTPError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Operator:
    """A person at the API and at the Dagster UI. Used by one thread at a time."""

    client: Client
    dagster_url: str
    tally: Tally

    def cancel(self, job_id: str) -> bool:
        """Cancel an import; False when it was over already."""
        answer = self.client.post(f"{IMPORTS}/{job_id}/cancel")
        return self._is(answer, 202)

    def go_on(self, job_id: str) -> bool:
        """Have a failed or cancelled import go on; False when it was under way or completed.

        Asked again after a lost answer, a completed import would be imported anew: look first.
        """
        while self.status(job_id) in ("failed", "cancelled"):
            try:
                answer = self.client.post_once(f"{IMPORTS}/{job_id}/reimport")
            except httpx.TransportError:
                time.sleep(0.5)
                continue
            if answer.status_code < 500:
                return self._is(answer, 202)
            time.sleep(1)
        return False

    def held(self) -> list[str]:
        """Return the imports that their guards hold."""
        return [import_["id"] for import_ in self.imports("held")]

    def decide(self, job_id: str, decision: Literal["approve", "discard"]) -> bool:
        """Decide about a held import; False when it was not held any more."""
        return self._is(self.client.post(f"{IMPORTS}/{job_id}/{decision}"), 202)

    def undo(self, job_id: str) -> bool:
        """Undo an import, or find the undo that there is; False when it is under way."""
        return self._is(self.client.post(f"{IMPORTS}/{job_id}/undo"), 202)

    def schedule(self, folder: Path) -> None:
        """Have what comes into a folder imported, every minute."""
        source = {"location": str(folder), "glob": "*.csv", "pick": "new"}
        terms = {"name": SCHEDULE, "cron": "* * * * *", "source": source, "on_conflict": "skip"}
        self._is(self.client.post(SCHEDULES, json=terms), 201)

    def resume_schedules(self) -> int:
        """Have schedules that were paused for their failures go on; return how many."""
        paused = [each for each in self._schedules() if not each["enabled"]]
        for each in paused:
            self._is(self.client.post(f"{SCHEDULES}/{each['id']}/resume"), 200)
        return len(paused)

    def _schedules(self) -> list[Json]:
        items: list[Json] = self.client.get(SCHEDULES).json()["items"]
        return items

    def redrive(self, job_id: str) -> bool:
        """Redrive an import's dead letter, as its page suggests; False when it has none."""
        for letter in self.letters():
            if letter["job_id"] == job_id:
                answer = self.client.post(f"{LETTERS}/{letter['id']}/redrive")
                return self._is(answer, 202)
        return False

    def letters(self) -> list[Json]:
        """Return the open dead letters."""
        items: list[Json] = self.client.get(LETTERS, limit=500).json()["items"]
        return items

    def reconcile(self) -> None:
        """Have what hangs queued again."""
        self._is(self.client.post("/api/v1/admin/reconcile"), 200)

    def imports(self, status: str | None = None) -> list[Json]:
        """Return all imports, or those in one status."""
        found: dict[str, Json] = {}
        query: Json = {"limit": 500, **({"status": status} if status else {})}
        while True:
            page = self.client.get(IMPORTS, skip=len(found), **query).json()
            found |= {item["id"]: item for item in page["items"]}
            if len(found) >= page["total"] or not page["items"]:
                return list(found.values())

    def status(self, job_id: str) -> str:
        """Return the status of an import."""
        return str(self.client.get(f"{IMPORTS}/{job_id}").json()["status"])

    def live_runs(self) -> list[str]:
        """Return the runs of imports that are under way, as Dagster's UI lists them."""
        try:
            runs = self._ask(_RUNS)["runsOrError"]["results"]
        except _AWAY:
            return []
        return [run["runId"] for run in runs if JOB_ID_TAG in {tag["key"] for tag in run["tags"]}]

    def terminate(self, run_id: str) -> bool:
        """Terminate a run, as Dagster's UI does; False when it was over already."""
        try:
            answer = self._ask(_TERMINATE, runId=run_id)["terminateRun"]
        except _AWAY:
            return False
        return bool(answer["__typename"] == "TerminateRunSuccess")

    def _ask(self, query: str, **variables: Any) -> Any:
        answer = httpx.post(
            f"{self.dagster_url}/graphql",
            json={"query": query, "variables": variables},
            trust_env=False,
            timeout=10,
        )
        return answer.raise_for_status().json()["data"]

    def _is(self, answer: httpx.Response, status: int) -> bool:
        if answer.status_code not in (status, 409):
            self.tally.violation(
                f"{answer.request.method} {answer.request.url.path.rpartition('/')[2]} "
                f"was answered {answer.status_code}: {answer.text[:200]}"
            )
        return answer.status_code == status
