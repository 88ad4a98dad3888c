"""Tells an alert to a webhook: as JSON, with a text for people as Slack wants it."""

import json
from datetime import UTC
from typing import Any

from vehicle_pipeline.adapters.alerts.outbox import Alert
from vehicle_pipeline.adapters.alerts.posting import post
from vehicle_pipeline.domain.alerts import alert_sentence, failure_reason
from vehicle_pipeline.domain.outside_text import inert


class Webhook:
    """A receiver of alerts, and the addresses that alerts link to (without a trailing slash)."""

    def __init__(self, url: str, api_url: str, dagster_url: str) -> None:
        self._url = url
        self._api_url = api_url
        self._dagster_url = dagster_url

    def send(self, alert: Alert) -> None:
        """Post an alert. Raises AlertNotTakenError with the reason it was not taken."""
        body = json.dumps(self.payload(alert)).encode()
        post(self._url, body, {"Content-Type": "application/json"})

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
