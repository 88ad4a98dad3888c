"""Alerts, in the reader's language."""

from api.schemas.alerts import Alert
from vehicle_pipeline.adapters.alerts import outbox as alerts
from vehicle_pipeline.domain.alerts import alert_sentence
from vehicle_pipeline.domain.messages import Language


def present_alert(alert: alerts.Alert, language: Language) -> Alert:
    """Return an alert with its sentence."""
    plain = alert.model_dump(include=set(Alert.model_fields))
    return Alert(**plain, message=alert_sentence(alert.code, alert.params, language))
