"""After the storm: waiting until all is well by itself, and doing what an operator has to do."""

import time
from collections.abc import Callable, Mapping

from chaos.client import Client, Json, UnansweredError
from chaos.expectations import Expected
from chaos.operators import IMPORTS, Operator
from chaos.tally import Tally

POLL = 1.0
PAGE = 500


class Quiet:
    """Waits, within limits, and says what has not come to an end."""

    def __init__(self, client: Client, operator: Operator, tally: Tally) -> None:
        self._client = client
        self._operator = operator
        self._tally = tally

    def until_over(
        self, jobs: Mapping[str, str], expected: Mapping[str, Expected], seconds: float
    ) -> bool:
        """Wait until each import has ended as it has to; set going what was given up or stopped."""
        names = {job_id: name for name, job_id in jobs.items()}

        def is_over() -> bool:
            imports = self._imports()
            open_ = [
                found
                for job_id, found in imports.items()
                if job_id in names and found["status"] != expected[names[job_id]].status
            ]
            for import_ in open_:
                self._set_going(import_)
            return not open_ and names.keys() <= imports.keys()

        return self._wait(is_over, seconds)

    def until_settled(self, seconds: float) -> bool:
        """Wait until no message and no delivery is left, and everything works."""
        return self._wait(lambda: not self.unsettled(), seconds)

    def unsettled(self) -> list[str]:
        """Return what is left to do, or does not work."""
        queue = self._client.get("/api/v1/admin/queue").json()
        names = ("visible", "in_flight", "delayed", "unsent")
        left = [f"{queue[name]} messages {name}" for name in names if queue[name]]
        ready = self._client.ready()
        return left + [f"{name}: {part['detail']}" for name, part in ready if not part["ok"]]

    def _imports(self) -> dict[str, Json]:
        found: dict[str, Json] = {}
        total = 1
        while len(found) < total:
            query = {"skip": len(found), "limit": PAGE}
            page = self._client.get(IMPORTS, **query).json()
            total = page["total"]
            found |= {item["id"]: item for item in page["items"]}
        return found

    def _set_going(self, import_: Json) -> None:
        """What was cancelled was cancelled by us; what was given up needs an operator."""
        is_given_up = (import_["status"], import_["error_code"]) == ("failed", "gave_up")
        if is_given_up and self._operator.go_on(import_["id"]):
            self._tally.add("given up, then redriven")
        elif import_["status"] == "cancelled" and self._operator.go_on(import_["id"]):
            self._tally.add("imports again")

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
