"""Tells what became of an import to a webhook, signed, so that its receiver knows who tells it."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from vehicle_pipeline.adapters.alerts.outbox import Alert
from vehicle_pipeline.adapters.alerts.posting import post
from vehicle_pipeline.adapters.alerts.targets import Networks
from vehicle_pipeline.domain.alerts import failure_reason
from vehicle_pipeline.domain.import_events import event_of


@dataclass(frozen=True)
class SignedWebhook:
    """A receiver of events, and the address that they link to (without a trailing slash)."""

    url: str
    secret: str
    api_url: str
    # As for `posting.post`.
    private: Networks | None = None

    def send(self, event: Alert) -> None:
        """Post an event. Raises AlertNotTakenError with the reason it was not taken."""
        body = json.dumps(self.payload(event)).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Vehicle-Pipeline-Event": event_of(event.code),
            # The same when an event comes a second time.
            "X-Vehicle-Pipeline-Delivery": str(event.id),
            "X-Vehicle-Pipeline-Timestamp": timestamp,
            "X-Vehicle-Pipeline-Signature": signature(self.secret, timestamp, body),
        }
        post(self.url, body, headers, self.private)

    def payload(self, event: Alert) -> dict[str, Any]:
        """Return what is posted."""
        return {
            "id": event.id,
            "event": event_of(event.code),
            "job_id": event.job_id and str(event.job_id),
            **event.params,
            "error": failure_reason(event.params),
            "error_en": failure_reason(event.params, "en"),
            "import_url": f"{self.api_url}/api/v1/imports/{event.job_id}",
            "created_at": event.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what proves that somebody with the secret has sent a body at a time."""
    signed = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
