from datetime import UTC, datetime

import httpx
from psycopg.types.json import Jsonb

from tests.api.world import World
from vehicle_pipeline.domain.messages import sentence

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PDF = {"suffix": ".pdf"}
URL = "/api/v1/admin/alerts"


def test_alerts_are_told_in_the_reader_s_language(api: httpx.Client, world: World) -> None:
    job_id = world.add_import(status="failed")
    error = {"error_code": "not_a_spreadsheet", "error_params": {"suffix": ".pdf"}}
    params = Jsonb({"filename": "frota.csv", "dry_run": False, **error})
    alert_id = world.add_alert(
        code="import_failed",
        params=params,
        job_id=job_id,
        created_at=NOON,
        attempts=2,
        last_error="HTTP 500",
    )
    page = api.get(URL).json()
    assert page == {
        "items": [
            {
                "id": alert_id,
                "code": "import_failed",
                "message": "A importação de 'frota.csv' falhou: "
                f"{sentence('not_a_spreadsheet', PDF)}",
                "job_id": str(job_id),
                "created_at": "2026-07-01T12:00:00Z",
                "sent_at": None,
                "attempts": 2,
                "last_error": "HTTP 500",
            }
        ],
        "total": 1,
        "skip": 0,
        "limit": 50,
    }
    (english,) = api.get(URL, headers={"Accept-Language": "en"}).json()["items"]
    assert english["message"] == (
        f"The import of 'frota.csv' failed: {sentence('not_a_spreadsheet', PDF, 'en')}"
    )


def test_alerts_come_newest_first_and_page_by_page(api: httpx.Client, world: World) -> None:
    first, second, third = (world.add_alert(sent_at=NOON) for _ in range(3))
    page = api.get(URL, params={"skip": 1, "limit": 1}).json()
    assert [alert["id"] for alert in page["items"]] == [second]
    assert (page["total"], page["skip"], page["limit"]) == (3, 1, 1)
    assert [alert["id"] for alert in api.get(URL).json()["items"]] == [third, second, first]


def test_a_page_that_is_none_is_refused(api: httpx.Client) -> None:
    assert api.get(URL, params={"limit": 0}).status_code == 422
