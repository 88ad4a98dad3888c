"""The same content again by hand: it is imported, and names the import that had it first."""

import httpx
import pytest

from tests.api.uploading import upload
from tests.api.world import World

pytestmark = pytest.mark.usefixtures("world")
CONTENT = b"modelo;placa;ano;valor_fipe\nUNO;SAM1E23;2020;45000,00\n"


def test_the_answer_and_the_log_name_the_first_import_of_the_content(api: httpx.Client) -> None:
    first = upload(api, CONTENT, "janeiro.csv").json()
    second, third = (upload(api, CONTENT, f"{month}.csv").json() for month in ("fev", "mar"))
    assert first["same_content_as"] is None
    assert second["same_content_as"] == third["same_content_as"] == first["job_id"]
    found = api.get(f"/api/v1/imports/{third['job_id']}").json()
    assert found["same_content_as"] == first["job_id"]
    assert found["status"] == "pending"
    assert found["logs"][0]["message"] == (
        f"Este conteúdo já veio na importação {first['job_id']} (janeiro.csv); "
        "será importado assim mesmo"
    )


def test_other_content_names_nothing(api: httpx.Client) -> None:
    upload(api, CONTENT)
    other = upload(api, CONTENT + b"\n").json()
    assert other["same_content_as"] is None
    assert api.get(f"/api/v1/imports/{other['job_id']}").json()["logs"] == []


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_an_import_that_came_to_nothing_is_not_named(
    api: httpx.Client, world: World, status: str
) -> None:
    failed = upload(api, CONTENT).json()["job_id"]
    world.update_import(failed, status=status)
    assert upload(api, CONTENT).json()["same_content_as"] is None


def test_a_dry_run_is_not_named_but_names(api: httpx.Client) -> None:
    assert upload(api, CONTENT, dry_run="true").json()["same_content_as"] is None
    first = upload(api, CONTENT).json()
    assert first["same_content_as"] is None
    again = upload(api, CONTENT, dry_run="true").json()
    assert again["same_content_as"] == first["job_id"]


def test_a_repeated_request_gives_the_same_answer(api: httpx.Client) -> None:
    upload(api, CONTENT)
    answers = [upload(api, CONTENT, key="same-content-1").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["same_content_as"]
