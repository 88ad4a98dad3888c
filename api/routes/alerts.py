"""Alerts about failures."""

from fastapi import APIRouter

from api.access.rules import ADMIN
from api.dependencies import AllServices, Limit, Skip
from api.language import CallerLanguage
from api.openapi import problems
from api.presenters.alerts import present_alert
from api.schemas.alerts import Alerts

router = APIRouter(prefix="/admin/alerts", tags=["admin"], dependencies=[ADMIN])


@router.get("", responses=problems(422, 503))
def list_alerts(
    services: AllServices, language: CallerLanguage, skip: Skip = 0, limit: Limit = 50
) -> Alerts:
    """List alerts, newest first.

    Each is posted to the webhook at `ALERT_WEBHOOK_URL`, if there is one, until it is taken: at
    first after 10 s, then ever less often, and not any more after a day.
    """
    page = services.alerts.page(skip=skip, limit=limit)
    items = [present_alert(alert, language) for alert in page.items]
    return Alerts(items=items, total=page.total, skip=skip, limit=limit)
