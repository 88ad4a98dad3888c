"""Sends the alerts that are due, a few at a time."""

import time
from dataclasses import dataclass
from typing import Protocol

from vehicle_pipeline.adapters.alerts.outbox import Alert, Alerts
from vehicle_pipeline.errors import AlertNotTakenError

# Alerts per call.
AT_ONCE = 5
# After so long no further one is begun, in seconds: a tick of the sensor has 60 for three relays.
PATIENCE = 12.0


class Receiver(Protocol):
    """Whoever is told."""

    def send(self, alert: Alert) -> None:
        """Tell it an alert; raises AlertNotTakenError."""


@dataclass(frozen=True)
class Relayed:
    """How many alerts arrived, and how many will be tried again."""

    sent: int = 0
    failed: int = 0


class AlertRelay:
    """Takes alerts from the table to the webhook. No transaction is open while it talks."""

    def __init__(self, alerts: Alerts, webhook: Receiver) -> None:
        self._alerts = alerts
        self._webhook = webhook

    def relay(self) -> Relayed:
        """Send what is due; a receiver that does not answer is no error of the caller's.

        Safe to call from several processes at once. Raises DatabaseUnavailableError.
        """
        arrived: list[bool] = []
        deadline = time.monotonic() + PATIENCE
        while len(arrived) < AT_ONCE and time.monotonic() < deadline:
            alert = self._alerts.claim()
            if alert is None:
                break
            arrived.append(self._send(alert))
        return Relayed(sent=arrived.count(True), failed=arrived.count(False))

    def _send(self, alert: Alert) -> bool:
        try:
            self._webhook.send(alert)
        except AlertNotTakenError as error:
            self._alerts.mark_failed(alert, str(error))
            return False
        self._alerts.mark_sent(alert)
        return True
