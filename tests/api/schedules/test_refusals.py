"""What a schedule may not say, and that the answer says what would be right."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.json_body import MAX_BYTES
from tests.api.schedules.making import ENGLISH, LOCATION, SCHEDULES, made, path, terms
from tests.api.world import World
from vehicle_pipeline.settings import Settings

pytestmark = pytest.mark.usefixtures("world")

S3 = "s3://bucket/frota"
NOBODY = "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"


def located(**more: Any) -> dict[str, Any]:
    return {"source": {**LOCATION, **more}}


CASES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"cron": "0 6 1 *"}, "bad_cron", "são cinco campos", "there are five fields"),
    ({"cron": "60 6 1 * *"}, "bad_cron", "use 0 a 59", "use 0 to 59"),
    ({"cron": "*/90 * * * *"}, "bad_cron", "use um passo menor", "use a smaller step"),
    ({"cron": "0 0,8-12/5 * * *"}, "bad_cron", "O passo de '8-12/5'", "The step of '8-12/5'"),
    ({"cron": "@daily"}, "bad_cron", "'0 0 * * *' em lugar", "'0 0 * * *' for"),
    ({"cron": "0 * " * 5_00}, "bad_cron", "cinco campos", "five fields"),
    ({"cron": "*/10 * * * * *"}, "too_often", "'* * * * *', a cada", "'* * * * *', every"),
    ({"cron": "0 0 30 2 *"}, "never_due", "nunca acontece", "never due"),
    ({"timezone": "Brasilia"}, "bad_timezone", "como America/Sao_Paulo", "such as America"),
    ({"timezone": "../../etc/passwd"}, "bad_timezone", "use um nome da IANA", "use a name"),
    ({"timezone": "America/Sao_Paulo\x00"}, "bad_timezone", "use um nome", "use a name"),
    (located(location="frota"), "bad_source", "use s3://", "use s3://"),
    (located(location="s3://B/x"), "bad_source", "use s3://", "use s3://"),
    (located(location="/etc"), "bad_source", "liberadas", "may read"),
    (located(location=f"{S3}\x00"), "bad_source", "use s3://", "use s3://"),
    (located(glob="../*.csv"), "bad_glob", "use, por exemplo, *.xlsx", "use *.xlsx"),
    (located(glob="a\x00"), "bad_glob", "use, por exemplo, *.xlsx", "use *.xlsx"),
    ({"source": {"import": NOBODY}}, "bad_source", "não há importação", "no import"),
    ({"name": "Frota\u202etsop"}, "bad_name", "use de 1 a 100 letras", "use 1 to 100 letters"),
    ({"name": "Frota\x00"}, "bad_name", "use de 1 a 100 letras", "use 1 to 100 letters"),
    ({"overrides": {"encoding": "utf-8"}}, "text_option", "só vale para", "for text files only"),
    ({**located(glob="*.csv"), "overrides": {"sheet": "x"}}, "workbook_option", "só", "only"),
    (
        {**located(glob="*"), "overrides": {"sheet": "x", "encoding": "utf-8"}},
        *("text_option", "só vale para", "for text files only"),
    ),
    ({"overrides": {"sheet": "x\x00"}}, "invalid_option_text", "não podem", "cannot be"),
    (
        {"overrides": {"mapping": {"placa": "A", "ano": "A"}}},
        *("repeated_mapping", "mais de um campo", "more than one field"),
    ),
]


@pytest.mark.parametrize(("said", "code", "pt", "en"), CASES, ids=[case[1] for case in CASES])
def test_terms_that_make_no_sense_are_explained(
    api: httpx.Client, said: dict[str, Any], code: str, pt: str, en: str
) -> None:
    for headers, words in (({}, pt), (ENGLISH, en)):
        content = json.dumps(terms(**said))
        given = {"Content-Type": "application/json", **headers}
        answer = api.post(SCHEDULES, content=content, headers=given)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, code)
        assert words in problem["detail"]
        assert len(problem["detail"]) < 500
    assert api.get(SCHEDULES).json()["total"] == 0


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"name": ""}, "name", "Este campo está vazio"),
    ({"name": "   "}, "name", "Este campo está vazio"),
    ({"name": "x" * 101}, "name", "Use no máximo 100 caracteres"),
    ({"name": None}, "name", "Use um texto, entre aspas"),
    ({"name": "Frota\ud800"}, "name", "não podem ser guardados"),
    ({"cron": 5}, "cron", "Use um texto, entre aspas"),
    ({"corn": "0 6 1 * *"}, "corn", "Este campo não existe aqui; use: name, cron, timezone"),
    ({"x\ud800": 1}, "x?", "Este campo não existe aqui"),
    ({"on_conflict": "replace"}, "on_conflict", "Use um destes valores: skip, update"),
    ({"missed": "some"}, "missed", "Use um destes valores: none, latest, all"),
    ({"enabled": "yes"}, "enabled", "Use true ou false"),
    ({"source": None}, "source", "Use um objeto JSON, entre chaves"),
    ({"source": {}}, "location", "Falta este parâmetro"),
    ({"source": {"import": "7"}}, "import", "Use um identificador (UUID)"),
    (
        {"source": {**LOCATION, "import": NOBODY}},
        *("location", "Este campo não existe aqui; use: import"),
    ),
    (located(pick="oldest"), "pick", "Use um destes valores: new, newest"),
    (located(glob="*" * 251), "glob", "Use no máximo 250 caracteres"),
    (located(location=f"{S3}/{'x' * 1_024}"), "location", "Use no máximo 1.024 caracteres"),
    ({"guard": {"max_shrink": 1.5}}, "max_shrink", "ou menos"),
    ({"guard": {"max_shrink": -0.1}}, "max_shrink", "ou mais"),
    ({"guard": {"max_price_change": 10**400}}, "max_price_change", "Use um número"),
    ({"guard": {"max_price": 1}}, "max_price", "use: max_rejected_share"),
    ({"guard": []}, "guard", "Use um objeto JSON"),
    ({"overrides": {"header_row": 0}}, "header_row", "Use 1 ou mais"),
    ({"overrides": {"header_row": 10**400}}, "header_row", "Use 1048576 ou menos"),
    ({"overrides": {"header_row": True}}, "header_row", "Use um número inteiro"),
    ({"overrides": {"mapping": {"plate": "P"}}}, "plate", "modelo, placa, ano, valor_fipe"),
    ({"guard": {"max_shrink": True}}, "max_shrink", "Use um número"),
    ({"guard": {"max_shrink": "0.5"}}, "max_shrink", "Use um número"),
    ({"overrides": {"encoding": "ebcdic"}}, "encoding", "Use um destes valores: utf-8"),
]


@pytest.mark.parametrize(("said", "field", "reason"), FAULTS, ids=[case[1] for case in FAULTS])
def test_a_field_that_is_wrong_is_named(
    api: httpx.Client, said: dict[str, Any], field: str, reason: str
) -> None:
    kind = {"Content-Type": "application/json"}
    answer = api.post(SCHEDULES, content=json.dumps(terms(**said)), headers=kind)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_parameters")
    assert field in [error["field"] for error in problem["errors"]]
    assert reason in " ".join(error["reason"] for error in problem["errors"])


def test_all_that_makes_no_sense_is_named_at_once(api: httpx.Client) -> None:
    wrong = {"cron": "x", "timezone": "Brasil", **located(location="/etc", glob="../*")}
    schedule = made(api)
    for answer in (
        api.post(SCHEDULES, json=terms(**{**wrong, "name": NOBODY})),
        api.patch(path(schedule), json={**wrong, "name": NOBODY}),
    ):
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "invalid_parameters")
        fields = {error["field"] for error in problem["errors"]}
        assert fields == {"name", "cron", "timezone", "glob", "location"}
        assert all(name in problem["detail"] for name in fields)
    assert api.get(path(schedule)).json() == schedule


@pytest.mark.parametrize("said", [case[0] for case in CASES if "cron" in case[0]], ids=str)
def test_a_change_is_judged_by_the_same_rules(api: httpx.Client, said: dict[str, Any]) -> None:
    schedule = made(api)
    answer = api.patch(path(schedule), json=said)
    assert (answer.status_code, answer.json()["code"] in {case[1] for case in CASES}) == (422, True)
    assert api.get(path(schedule)).json() == schedule


def test_a_change_that_does_not_fit_the_rest_is_refused(api: httpx.Client) -> None:
    schedule = made(api, overrides={"sheet": "Frota"})
    answer = api.patch(path(schedule), json={"source": {**LOCATION, "glob": "*.csv"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "workbook_option")
    assert api.patch(path(schedule), json={"name": None}).status_code == 422
    both = {"source": {**LOCATION, "glob": "*.csv"}, "overrides": {}}
    assert api.patch(path(schedule), json=both).status_code == 200


MALFORMED = [
    (b"", 400, "malformed_json"),
    (b"{", 400, "malformed_json"),
    (b"[" * 100_000, 413, "body_too_large"),
    (b"[" * 15_000, 400, "malformed_json"),
    (b'{"a":' * 3_000, 400, "malformed_json"),
    (b"\xff\xfe{}", 400, "malformed_json"),
    (b'{"name": "a", "name": "b"}', 400, "malformed_json"),
    (b'{"guard": {"max_shrink": NaN}}', 400, "malformed_json"),
    (b'{"guard": {"max_price_change": -Infinity}}', 400, "malformed_json"),
    (b'{"guard": {"max_price_change": 1e400}}', 422, "invalid_parameters"),
    (b'{"x": ' + b"9" * 10_000 + b"}", 400, "malformed_json"),
    (b"null", 422, "invalid_parameters"),
    (b"[]", 422, "invalid_parameters"),
    (b'"x"', 422, "invalid_parameters"),
    (b'{"name": "' + b"x" * MAX_BYTES + b'"}', 413, "body_too_large"),
]


@pytest.mark.parametrize(
    ("content", "status", "code"), MALFORMED, ids=[str(case[0][:20]) for case in MALFORMED]
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_body_that_is_no_object_is_refused(
    api: httpx.Client, method: str, content: bytes, status: int, code: str
) -> None:
    target = path(made(api)) if method == "PATCH" else SCHEDULES
    kind = {"Content-Type": "application/json; charset=utf-8"}
    answer = api.request(method, target, content=content, headers=kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(answer.content) < 5_000


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_of_another_type_is_refused(api: httpx.Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = api.post(SCHEDULES, content=json.dumps(terms()), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")
    assert "application/json" in answer.json()["detail"]


def test_an_upload_serves_as_a_source_while_its_file_is_there(
    api: httpx.Client, world: World, settings: Settings
) -> None:
    folder = Path(settings.uploads_url)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kept.csv").write_bytes(b"x")
    upload, gone = world.add_import(object_key="kept.csv"), world.add_import(object_key="gone.csv")
    undo = world.add_import(object_key="kept.csv", undoes=upload)

    schedule = made(api, source={"import": str(upload)})
    assert schedule["source"] == {"import": str(upload)}
    for job_id, words in ((gone, "não está mais guardado"), (undo, "desfaz outra importação")):
        refused = api.post(SCHEDULES, json=terms(name="x", source={"import": str(job_id)})).json()
        assert (refused["code"], words in refused["detail"]) == ("bad_source", True)
    sheet = {"source": {"import": str(upload)}, "overrides": {"sheet": "x"}}
    assert api.post(SCHEDULES, json=terms(name="x", **sheet)).json()["code"] == "workbook_option"


def test_a_folder_serves_below_a_root_only(
    api: httpx.Client, settings: Settings, tmp_path: Path
) -> None:
    (root,) = settings.source_roots
    (root / "frota").mkdir(exist_ok=True)
    (root / "file.csv").write_text("x")
    if not (root / "link").exists():
        (root / "link").symlink_to(tmp_path)

    def refusal(location: str) -> str:
        answer = api.post(SCHEDULES, json=terms(source={"location": location}))
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_source"), location
        return str(answer.json()["detail"])

    assert "não existe" in refusal(str(root / "nothing"))
    assert "é um arquivo, e a origem é uma pasta" in refusal(str(root / "file.csv"))
    for outside in (root / "link", root / "frota" / ".." / "..", tmp_path, Path(f"{root}x")):
        assert "liberadas" in refusal(str(outside))
    assert made(api, source={"location": str(root / "frota")})["source"]["glob"] == "*"
