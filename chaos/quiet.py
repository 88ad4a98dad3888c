"""After the storm: wait, within limits, until everything has recovered by itself."""

import time
from collections.abc import Callable, Mapping

from chaos import evidence
from chaos.client import Client, UnansweredError
from chaos.expectations import Expected
from chaos.operators import Operator
from chaos.strangers import Strangers

POLL = 1.0


class Quiet:
    """Waits, and lists what has not come to an end."""

    def __init__(self, client: Client, operator: Operator, database_url: str) -> None:
        self._database_url = database_url
        self._client = client
        self._operator = operator

    def until_over(
        self, jobs: Mapping[str, str], expected: Mapping[str, Expected], seconds: float
    ) -> bool:
        """Wait until each import has ended as it has to; whether they did in time."""
        wanted = {job_id: expected[name].status for name, job_id in jobs.items()}

        def is_over() -> bool:
            statuses = {each["id"]: each["status"] for each in self._operator.imports()}
            return all(statuses.get(job_id) == status for job_id, status in wanted.items())

        return self._wait(is_over, seconds)

    def until_settled(self, strangers: Strangers, seconds: float) -> bool:
        """Wait until no message is left, strangers' messages are kept, and everything works."""
        return self._wait(lambda: not self.unsettled(strangers), seconds)

    def unsettled(self, strangers: Strangers) -> list[str]:
        """Return what is left to do, or does not work."""
        queue = self._client.get("/api/v1/admin/queue").json()
        names = ("visible", "in_flight", "delayed", "unsent")
        left = [f"{queue[name]} messages {name}" for name in names if queue[name]]
        waiting = self._client.get("/api/v1/admin/reconcile").json()["without_run"]
        left += [f"{waiting} uploads without a run"] if waiting else []
        # The delivery of a message that was purged is closed by the next tick.
        books = evidence.left(self._database_url)
        left += [f"{number} rows in {table}" for table, number in books.items() if number]
        kept = {letter["body"] for letter in self._operator.letters()}
        left += [f"no dead letter {body!r}" for body in strangers.awaited - kept]
        ready = self._client.ready()
        return left + [f"{name}: {part['detail']}" for name, part in ready if not part["ok"]]

    def _wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if condition():
                    return True
            except UnansweredError:
                return False
            time.sleep(POLL)
        return False
