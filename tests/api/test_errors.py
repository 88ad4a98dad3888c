import re
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.document import document
from tests.api.serving import Serve
from vehicle_pipeline.settings import Settings

UNKNOWN = UUID(int=1)


def test_a_problem_has_all_its_members(api: httpx.Client) -> None:
    path = f"/api/v1/imports/{uuid4()}"
    answer = api.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "pt-BR"
    assert answer.json() == {
        "type": "urn:vehicle-pipeline:problem:import_not_found",
        "title": "Not Found",
        "status": 404,
        "detail": "Importação não encontrada",
        "instance": path,
        "code": "import_not_found",
    }


@pytest.mark.parametrize(
    ("accept", "detail"),
    [
        (None, "Não há nada neste endereço"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "Não há nada neste endereço"),
        ("de, *", "Não há nada neste endereço"),
        ("en", "There is nothing at this address"),
        ("pt;q=0.5, en-GB;q=0.9", "There is nothing at this address"),
        ("en;q=0", "Não há nada neste endereço"),
        (";;q=x,,en;q=, \xe9", "Não há nada neste endereço"),
    ],
)
def test_the_sentence_is_in_the_preferred_language(
    api: httpx.Client, accept: str | None, detail: str
) -> None:
    headers = {b"Accept-Language": accept.encode("latin-1")} if accept else {}
    answer = api.get("/nowhere", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (404, detail)


def test_a_wrong_method_is_a_problem_too(api: httpx.Client) -> None:
    answer = api.delete("/api/v1/imports")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/imports?limit=0", "limit"),
        ("/api/v1/imports?limit=501", "limit"),
        ("/api/v1/imports?skip=-1", "skip"),
        ("/api/v1/imports?skip=99999999999999999999", "skip"),
        ("/api/v1/imports?status=lost", "status"),
        ("/api/v1/imports/not-a-uuid", "job_id"),
        ("/api/v1/imports/stream?job_id=1", "job_id"),
        ("/api/v1/vehicles?sort=colour", "sort"),
        ("/api/v1/vehicles?ano_min=x", "ano_min"),
    ],
)
def test_an_invalid_parameter_is_named(api: httpx.Client, path: str, field: str) -> None:
    answer = api.get(path)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_parameters")
    assert problem["detail"].startswith(f"Parâmetros inválidos: {field}")
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (
            "imports?status=lost",
            "(pending, processing, completed, failed, held, ",
        ),
        (f"imports/{UNKNOWN}/errors?code=x", "(required, invalid_plate, "),
        (f"imports/{UNKNOWN}/errors.csv?lang=de", "(pt, en)"),
        ("vehicles?sort=colour", "(placa"),
    ],
)
def test_the_values_that_a_parameter_takes_are_named(
    api: httpx.Client, path: str, values: str
) -> None:
    answer = api.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_parameters")
    assert values in answer.json()["detail"]


REASONS = [
    ("imports?limit=x", "Use um número inteiro", "Use an integer"),
    ("imports?limit=0", "Use 1 ou mais", "Use 1 or more"),
    ("imports?limit=501", "Use 500 ou menos", "Use 500 or less"),
    ("imports?skip=99999999999999999999", "Use 2147483647 ou menos", "Use 2147483647 or less"),
    ("imports?status=lost", "Use um destes valores: pending,", "Use one of these values: pending,"),
    (f"imports/{UNKNOWN}/errors.csv?lang=de", "seguintes valores: pt, en", "values: pt, en"),
    ("imports?dry_run=x", "Use true ou false", "Use true or false"),
    ("imports/x", "Use um identificador", "Use an id"),
    ("vehicles?placa=" + 51 * "x", "no máximo 50 caracteres", "50 characters at most"),
    ("vehicles?modelo=%00", "não podem ser guardados", "cannot be stored"),
    ("imports?created_from=2026-03-01", "data e hora com o fuso", "date and time with its offset"),
    ("imports?created_to=2026-02-30T00:00:00Z", "data e hora", "date and time"),
]


@pytest.mark.parametrize(("path", "pt", "en"), REASONS)
def test_a_reason_is_in_the_readers_language(
    api: httpx.Client, path: str, pt: str, en: str
) -> None:
    for language, reason in (("pt", pt), ("en", en)):
        answer = api.get(f"/api/v1/{path}", headers={"Accept-Language": language})
        (fault,) = answer.json()["errors"]
        assert reason in fault["reason"]


def integers() -> list[tuple[str, str, str]]:
    return [
        (method, re.sub(r"\{\w+\}", str(UNKNOWN), path), each["name"])
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        for each in operation.get("parameters", [])
        if "integer" in str(each["schema"]) and each["in"] == "query"
    ]


def test_there_are_integers_to_try() -> None:
    assert {name for _, _, name in integers()} >= {"skip", "limit", "rows", "ano_min", "ano_max"}


@pytest.mark.parametrize(
    "text", ["1_0", "%2B1", "%201", "1%20", "1.0", "٣", "1e1", "-0", "0x1", ""]
)
@pytest.mark.parametrize(("method", "path", "name"), integers())
def test_an_integer_is_written_in_digits(
    api: httpx.Client, method: str, path: str, name: str, text: str
) -> None:
    answer = api.request(method, f"{path}?{name}={text}")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_parameters")
    assert [error["field"] for error in problem["errors"]] == [name]


@pytest.mark.parametrize(
    "path",
    [
        "imports?skip=1&skip=2",
        "imports?status=failed&status=completed",
        "vehicles?placa=ABC1234&placa=ABC1235",
        f"imports/stream?job_id={UNKNOWN}&job_id={UUID(int=2)}",
        f"imports/{UNKNOWN}/errors?code=required&code=invalid_plate",
    ],
)
def test_a_parameter_with_two_values_is_refused(api: httpx.Client, path: str) -> None:
    answer = api.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, "repeated_parameter")
    assert path.partition("?")[2].partition("=")[0] in answer.json()["detail"]


def test_a_parameter_may_be_repeated_with_one_value(api: httpx.Client) -> None:
    assert api.get("/api/v1/imports?skip=1&skip=1").status_code == 200


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("imports?statu=failed", "statu"),
        ("imports?status=failed&Limit=5", "Limit"),
        ("vehicles?plate=ABC1234", "plate"),
        (f"imports/stream?id={UNKNOWN}", "id"),
        (f"imports/{UNKNOWN}/errors?codes=required", "codes"),
        ("admin/dead-letters?page=2", "page"),
    ],
)
def test_a_parameter_that_a_path_does_not_have_is_refused_with_those_it_has(
    api: httpx.Client, path: str, name: str
) -> None:
    problem = api.get(f"/api/v1/{path}").json()
    assert (problem["status"], problem["code"]) == (422, "unknown_parameter")
    assert problem["detail"].startswith(f"O parâmetro '{name}' não existe aqui; use: ")
    assert "skip" in problem["detail"] or "job_id" in problem["detail"]


def test_a_path_without_parameters_says_so(api: httpx.Client) -> None:
    answer = api.get("/api/v1/vehicles/ABC1D23?limit=1", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_parameters")
    assert answer.json()["detail"] == "There are no parameters here; leave 'limit' out"


@pytest.mark.parametrize(
    ("path", "start", "end"),
    [
        ("vehicles?ano_min=2021&ano_max=2020", "ano_min", "ano_max"),
        (
            "imports?created_from=2026-03-02T00:00:00Z&created_to=2026-03-01T00:00:00Z",
            "created_from",
            "created_to",
        ),
    ],
)
def test_a_range_that_nothing_can_be_in_is_refused(
    api: httpx.Client, path: str, start: str, end: str
) -> None:
    problem = api.get(f"/api/v1/{path}").json()
    assert (problem["status"], problem["code"]) == (422, "empty_range")
    assert problem["detail"].startswith(f"'{start}' está depois de '{end}'")


def test_a_stream_is_resumed_from_one_place(api: httpx.Client) -> None:
    headers = [("Last-Event-ID", "1"), ("Last-Event-ID", "2")]
    answer = api.get("/api/v1/imports/stream", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "repeated_parameter")


def test_a_mistake_of_ours_shows_no_stack_trace(
    start: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.vehicles.present_vehicle", None)
    monkeypatch.setattr("api.routes.vehicles.VehicleList", None)
    with httpx.Client(base_url=start(settings), trust_env=False) as api:
        answer = api.get("/api/v1/vehicles")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "Traceback" not in answer.text
    assert "NoneType" not in answer.text
