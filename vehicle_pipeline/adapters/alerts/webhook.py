"""Tells an alert to a webhook: as JSON, with a text for people as Slack wants it."""

import asyncio
import logging
from datetime import UTC
from typing import Any

import httpx

from vehicle_pipeline.adapters.alerts.outbox import Alert
from vehicle_pipeline.domain.alerts import alert_sentence, failure_reason
from vehicle_pipeline.domain.outside_text import inert
from vehicle_pipeline.errors import AlertNotTakenError

# For one alert in all, in seconds: from looking up the receiver's name to its answer.
TIMEOUT = 5.0


class Webhook:
    """A receiver of alerts, and the addresses that alerts link to (without a trailing slash)."""

    def __init__(self, url: str, api_url: str, dagster_url: str) -> None:
        self._url = url
        self._api_url = api_url
        self._dagster_url = dagster_url
        # httpx logs the address of every request, and this one is a secret.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    def send(self, alert: Alert) -> None:
        """Post an alert. Raises AlertNotTakenError with the reason it was not taken."""
        try:
            status = asyncio.run(self._post(self.payload(alert)))
        except TimeoutError as late:
            raise AlertNotTakenError(f"no answer within {TIMEOUT:.0f} s") from late
        except httpx.HTTPError as failed:
            reason = f"{type(failed).__name__}: {failed}".replace(self._url, "...")
            raise AlertNotTakenError(reason) from failed
        if not 200 <= status < 300:
            raise AlertNotTakenError(f"HTTP {status}")

    async def _post(self, payload: dict[str, Any]) -> int:
        # The client's own limits are per read, and a slow receiver makes many of them.
        async with (
            asyncio.timeout(TIMEOUT),
            httpx.AsyncClient(timeout=None) as client,
            # Only the status is of interest, not what may come behind it.
            client.stream("POST", self._url, json=payload) as response,
        ):
            return response.status_code

    def payload(self, alert: Alert) -> dict[str, Any]:
        """Return what is posted. `id` is the same when an alert comes a second time."""
        params, job_id = alert.params, alert.job_id
        run_id = params.get("run_id")
        import_url = f"{self._api_url}/api/v1/imports/{job_id}" if job_id else None
        return {
            "text": _slack_text(alert_sentence(alert.code, params), import_url),
            "id": alert.id,
            "event": alert.code,
            "job_id": job_id and str(job_id),
            "filename": params.get("filename"),
            "error_code": params.get("error_code"),
            "error": failure_reason(params),
            "error_en": failure_reason(params, "en"),
            "import_url": import_url,
            "run_url": run_id and f"{self._dagster_url}/runs/{run_id}",
            "created_at": alert.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }


def _slack_text(text: str, link: str | None) -> str:
    """Return a text in which Slack, or a chat that takes its format, finds no link but ours.

    Escaped as https://docs.slack.dev/messaging/formatting-message-text says.
    """
    line = inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{line} (<{link}|ver a importação>)" if link else line
