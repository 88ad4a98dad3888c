from decimal import Decimal
from uuid import uuid4

import httpx
import pytest

from tests.api.world import World


@pytest.fixture
def fleet(world: World) -> None:
    world.add_vehicle("ABC1C34", placa="ABC1234", modelo="Citroën C3", ano=2018, valor_fipe="9.90")
    world.add_vehicle("BBB2B22", modelo="SEDÃ 100% ÁLCOOL", ano=1999, valor_fipe="10.00")
    world.add_vehicle("CCC3C33", modelo="sedan_x", ano=2020, valor_fipe="9999999999.99")


def plates(api: httpx.Client, **params: object) -> list[str]:
    answer = api.get("/api/v1/vehicles", params=params)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return [item["placa_mercosul"] for item in answer.json()["items"]]


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, "ABC"),
        ({"placa": "abc-1234"}, "A"),
        ({"placa": "ABC1C34"}, "A"),
        ({"placa": "ZZZ9Z99"}, ""),
        ({"modelo": "citroen"}, "A"),
        ({"modelo": "CITROËN"}, "A"),
        ({"modelo": "sed"}, "BC"),
        ({"modelo": "álcool"}, "B"),
        ({"modelo": "0%"}, "B"),
        ({"modelo": "%"}, "B"),
        ({"modelo": "_"}, "C"),
        ({"modelo": "\\"}, ""),
        ({"ano_min": 2018}, "AC"),
        ({"ano_max": 2018}, "AB"),
        ({"ano_min": 2000, "ano_max": 2019, "modelo": "c3"}, "A"),
        ({"sort": "-placa"}, "CBA"),
        ({"sort": "ano"}, "BAC"),
        ({"sort": "-ano"}, "CAB"),
        ({"sort": "valor_fipe"}, "ABC"),
        ({"sort": "-valor_fipe"}, "CBA"),
        ({"skip": 1, "limit": 1}, "B"),
        ({"skip": 3}, ""),
    ],
)
def test_the_list_is_filtered_sorted_and_paged(
    api: httpx.Client, params: dict[str, object], expected: str
) -> None:
    assert "".join(plate[0] for plate in plates(api, **params)) == expected


@pytest.mark.parametrize("text", ["ABC", "ABC12345", "Gol", "ÁBC1234"])
def test_a_text_that_is_no_plate_is_refused_and_finds_not_an_empty_fleet(
    api: httpx.Client, text: str
) -> None:
    problem = api.get("/api/v1/vehicles", params={"placa": text}).json()
    assert (problem["status"], problem["code"]) == (422, "invalid_parameters")
    assert problem["errors"] == [
        {
            "field": "placa",
            "reason": "Use uma placa inteira, antiga (ABC1234) ou Mercosul (ABC1D23)",
        }
    ]


def test_total_counts_what_matches(api: httpx.Client, fleet: None) -> None:
    page = api.get("/api/v1/vehicles", params={"modelo": "sed", "limit": 1}).json()
    assert (page["total"], page["skip"], page["limit"], len(page["items"])) == (2, 0, 1, 1)


def test_the_list_can_be_narrowed_to_an_import(api: httpx.Client, world: World) -> None:
    job_id = world.add_import()
    world.add_vehicle("AAA1A11", import_id=job_id)
    world.add_vehicle("BBB1B11")
    assert plates(api, job_id=str(job_id)) == ["AAA1A11"]
    assert plates(api, job_id=str(uuid4())) == []


@pytest.mark.parametrize("plate", ["ABC1234", "abc1c34", "ABC-1234"])
def test_a_vehicle_is_found_by_either_plate_with_its_origin(
    api: httpx.Client, world: World, plate: str
) -> None:
    job_id = world.add_import(filename="março.xlsx")
    world.add_vehicle("ABC1C34", placa="ABC1234", import_id=job_id, source_row=7, valor_fipe="0.10")
    vehicle = api.get(f"/api/v1/vehicles/{plate}").json()
    assert (vehicle["placa"], vehicle["placa_mercosul"]) == ("ABC1234", "ABC1C34")
    assert vehicle["valor_fipe"] == "0.10"
    assert Decimal(vehicle["valor_fipe"]) == Decimal("0.1")
    assert vehicle["origin"] == {
        "job_id": str(job_id),
        "filename": "março.xlsx",
        "row_number": 7,
    }
    assert vehicle["updated_at"].endswith("Z")


def test_an_unknown_plate_is_not_found(api: httpx.Client, fleet: None) -> None:
    for plate in ("ZZZ9Z99", "no-plate"):
        answer = api.get(f"/api/v1/vehicles/{plate}")
        assert (answer.status_code, answer.json()["code"]) == (404, "vehicle_not_found")
        assert plate in answer.json()["detail"]


def test_the_history_of_a_vehicle_is_listed_by_either_form_of_its_plate(
    api: httpx.Client, world: World
) -> None:
    job_id = world.add_import(filename="março.xlsx")
    world.add_vehicle("ABC1C34", import_id=job_id, source_row=7)
    for plate in ("abc-1234", "ABC1C34"):
        history = api.get(f"/api/v1/vehicles/{plate}/history").json()
        assert (history["total"], history["skip"], history["limit"]) == (1, 0, 50)
    (event,) = history["items"]
    assert {**event, "changed_at": None} == {
        "job_id": str(job_id),
        "filename": "março.xlsx",
        "row_number": 7,
        "kind": "inserted",
        "changes": {
            "placa": {"before": None, "after": "ABC1C34"},
            "modelo": {"before": None, "after": "GOL"},
            "ano": {"before": None, "after": 2020},
            "valor_fipe": {"before": None, "after": "45000.00"},
        },
        "changed_at": None,
        "undone_by": None,
    }
    assert event["changed_at"].endswith("Z")


def test_a_plate_that_was_never_registered_has_no_history(api: httpx.Client) -> None:
    answer = api.get("/api/v1/vehicles/ZZZ9Z99/history")
    assert (answer.status_code, answer.json()["code"]) == (404, "vehicle_not_found")


def test_pages_follow_each_other_by_their_cursor(api: httpx.Client, world: World) -> None:
    for number in range(5):
        world.add_vehicle(f"AAA1A1{number}", ano=2000 + number % 2)
    seen, asked = [], {"sort": "-ano", "limit": "2"}
    while True:
        page = api.get("/api/v1/vehicles", params=asked).json()
        assert page["total"] == 5
        seen += [each["placa"] for each in page["items"]]
        if page["next"] is None:
            break
        asked["after"] = page["next"]
    assert seen == ["AAA1A11", "AAA1A13", "AAA1A10", "AAA1A12", "AAA1A14"]
    for wrong in ({"after": "x"}, {"after": asked["after"], "sort": "ano"}):
        refused = api.get("/api/v1/vehicles", params=wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_cursor")
