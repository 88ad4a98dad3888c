"""Starting a job as the Dagster UI does, and waiting for the end of its run."""

import time
from typing import Any

import httpx

POLL = 0.1
PATIENCE = 300
FINISHED = {"SUCCESS", "FAILURE", "CANCELED"}

_REPOSITORIES = """
query { repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }
"""
_LAUNCH = """
mutation ($parameters: ExecutionParams!) {
  launchRun(executionParams: $parameters) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
_STATUS = "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


class RunFailedError(Exception):
    """A run could not be started, or did not succeed."""


class DagsterClient:
    """The webserver's GraphQL."""

    def __init__(self, dagster_url: str) -> None:
        self._url = f"{dagster_url}/graphql"

    def run(self, job: str) -> str:
        """Run a job without configuration to its end; return the id of its run."""
        run_id = self._launch(job)
        deadline = time.monotonic() + PATIENCE
        while (status := self._status(run_id)) not in FINISHED:
            if time.monotonic() > deadline:
                raise RunFailedError(f"{job} is {status} after {PATIENCE} s")
            time.sleep(POLL)
        if status != "SUCCESS":
            raise RunFailedError(f"{job} ended as {status}: run {run_id}")
        return run_id

    def _launch(self, job: str) -> str:
        (repository,) = self._ask(_REPOSITORIES)["repositoriesOrError"]["nodes"]
        selector = {
            "repositoryLocationName": repository["location"]["name"],
            "repositoryName": repository["name"],
            "jobName": job,
        }
        parameters = {"selector": selector, "runConfigData": {}}
        answer = self._ask(_LAUNCH, parameters=parameters)["launchRun"]
        if answer["__typename"] != "LaunchRunSuccess":
            raise RunFailedError(f"{job}: {answer}")
        return str(answer["run"]["runId"])

    def _status(self, run_id: str) -> str:
        return str(self._ask(_STATUS, id=run_id)["runOrError"].get("status", "UNKNOWN"))

    def _ask(self, query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables}
        answer = httpx.post(self._url, json=body, timeout=60, trust_env=False)
        answer.raise_for_status()
        data: dict[str, Any] = answer.json()["data"]
        return data
