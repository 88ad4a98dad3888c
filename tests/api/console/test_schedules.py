"""The pages about schedules: every form, and every refusal of the API at its field."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.console.pages import browser
from tests.api.schedules.making import made
from tests.api.world import World
from vehicle_pipeline.settings import Settings

# The fixture.
__all__ = ["browser"]

ENGLISH = {"Accept-Language": "en"}
HOSTILE = "<script>alert(1)</script> {{7*7}} \u202eetorf"
FORM = {
    "name": "Frota mensal",
    "kind": "monthly",
    "time": "06:30",
    "day": "1",
    "timezone": "America/Sao_Paulo",
    "origin": "location",
    "location": "s3://bucket/frota/",
    "glob": "*.xlsx",
    "pick": "new",
    "on_conflict": "update",
    "missed": "latest",
}


def created(browser: httpx.Client, **more: Any) -> dict[str, Any]:
    """A schedule that the form has made, as the API shows it."""
    answer = browser.post("/agendamentos/novo", data={**FORM, **more})
    assert answer.status_code == 303, answer.text
    schedule_id = answer.headers["location"].partition("?")[0].rpartition("/")[2]
    found: dict[str, Any] = browser.get(f"/api/v1/schedules/{schedule_id}").json()
    return found


def fault(text: str, field: str) -> str:
    found = re.search(rf'<p class="fault" id="{field}-fault">(.*?)</p>', text, re.DOTALL)
    assert found, text
    return found[1]


def address(schedule: dict[str, Any], *more: object) -> str:
    return "/".join(["/agendamentos", schedule["id"], *map(str, more)])


def typed(text: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))


def test_an_edit_of_what_was_changed_meanwhile_changes_nothing_unasked(
    browser: httpx.Client,
) -> None:
    schedule = created(browser)
    page = address(schedule, "editar")
    seen = typed(browser.get(page).text)
    other = browser.post(page, data={**FORM, **seen, "max_rejected_share": "5"})
    assert other.status_code == 303

    late = browser.post(page, data={**FORM, **seen, "name": "Outra"})
    assert late.status_code == 409
    assert "foi mudado depois que você o abriu; nada foi gravado" in late.text
    assert re.findall("<li>(.*?)</li>", late.text.split('role="alert"')[1].split("</div>")[0]) == [
        "Nome",
        "Proteção",
    ]
    assert 'value="Outra"' in late.text
    now = browser.get(f"/api/v1/schedules/{schedule['id']}").json()
    assert (now["name"], now["guard"]["max_rejected_share"]) == (FORM["name"], 0.05)

    meant = browser.post(page, data={**FORM, **typed(late.text), "name": "Outra"})
    assert meant.status_code == 303
    assert browser.get(f"/api/v1/schedules/{schedule['id']}").json()["name"] == "Outra"


def test_a_schedule_that_was_paused_meanwhile_is_edited_all_the_same(browser: httpx.Client) -> None:
    schedule = created(browser)
    page = address(schedule, "editar")
    seen = typed(browser.get(page).text)
    browser.post(address(schedule, "pausar"))
    assert browser.post(page, data={**FORM, **seen, "name": "Outra"}).status_code == 303
    assert not browser.get(f"/api/v1/schedules/{schedule['id']}").json()["enabled"]


def test_without_schedules_the_page_says_what_one_is(browser: httpx.Client) -> None:
    text = browser.get("/agendamentos").text
    assert "Nenhum agendamento ainda" in text
    assert 'href="/agendamentos/novo"' in text


@pytest.mark.parametrize(
    ("more", "cron"),
    [
        ({"kind": "daily"}, "30 6 * * *"),
        ({"kind": "weekdays", "weekdays": ["5", "1"]}, "30 6 * * 1,5"),
        ({"kind": "monthly", "day": "15"}, "30 6 15 * *"),
        ({"kind": "last_day"}, "30 6 L * *"),
        ({"kind": "hourly", "every": "6", "minute": "5"}, "5 */6 * * *"),
        ({"kind": "hourly", "every": "1", "minute": "0"}, "0 * * * *"),
        ({"kind": "expression", "cron": " 0  8 L * * "}, "0 8 L * *"),
    ],
)
def test_choices_make_the_expression(
    browser: httpx.Client, more: dict[str, Any], cron: str
) -> None:
    assert created(browser, **more)["cron"] == cron


def test_all_that_the_form_says_is_kept(browser: httpx.Client) -> None:
    found = created(
        browser,
        on_conflict="skip",
        missed="all",
        pick="newest",
        timezone="America/Manaus",
        max_rejected_share="12,5 %",
        max_price_change="1.000",
    )
    assert found["name"] == "Frota mensal"
    assert found["timezone"] == "America/Manaus"
    assert found["source"] == {"location": "s3://bucket/frota/", "glob": "*.xlsx", "pick": "newest"}
    assert (found["on_conflict"], found["missed"]) == ("skip", "all")
    guard = {name: value for name, value in found["guard"].items() if value is not None}
    assert guard == {"max_rejected_share": 0.125, "max_price_change": 10.0}


def test_the_file_of_an_import_may_come_again(
    browser: httpx.Client, world: World, settings: Settings
) -> None:
    sent = browser.post(
        "/api/v1/imports", files={"file": ("frota.csv", b"modelo,placa,ano,valor_fipe\n")}
    ).json()
    new = browser.get(f"/agendamentos/novo?importacao={sent['job_id']}").text
    assert re.search(r'id="origin-import"[^>]* checked', new)
    of_page = f"http://localhost/importacoes/{sent['job_id']}/"
    made = created(browser, origin="import", import_id=of_page)
    assert made["source"] == {"import": sent["job_id"]}
    page = browser.get(f"/agendamentos/{made['id']}").text
    assert f'href="/importacoes/{sent["job_id"]}">frota.csv</a>' in page


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"name": " "}, "name", "vazio"),
        ({"name": str(uuid4())}, "name", "tem a forma de um identificador"),
        ({"kind": "expression", "cron": "x"}, "cron", "são cinco campos"),
        ({"kind": "expression", "cron": "0 0 30 2 *"}, "cron", "nunca acontece"),
        ({"kind": "expression", "cron": "* * * * * *"}, "cron", "mais de uma vez por minuto"),
        ({"kind": "weekdays", "weekdays": []}, "weekdays", "pelo menos um dia"),
        ({"kind": "monthly", "day": "32"}, "day", "de 1 a 31"),
        ({"kind": "monthly", "day": ""}, "day", "de 1 a 31"),
        ({"kind": "hourly", "minute": "60"}, "minute", "de 0 a 59"),
        ({"time": "25:00"}, "time", "como 06:30"),
        ({"timezone": "Brasil"}, "timezone", "não existe"),
        ({"location": ""}, "location", "vazio"),
        ({"location": "frota"}, "location", "caminho completo"),
        ({"location": "/etc"}, "location", "liberada"),
        ({"glob": "../*"}, "glob", "padrão de nomes"),
        ({"origin": "import", "import_id": "x"}, "import_id", "Use um identificador"),
        ({"origin": "import", "import_id": str(uuid4())}, "import_id", "não há importação"),
        ({"max_shrink": "101"}, "max_shrink", "de 0 a 100"),
        ({"max_price_change": "muito"}, "max_price_change", "de 0 a 100.000.000"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_else_is_kept(
    browser: httpx.Client, more: dict[str, Any], field: str, sentence: str
) -> None:
    # httpx leaves out a list without items, as a browser leaves out what is not ticked.
    answer = browser.post("/agendamentos/novo", data={**FORM, **more})
    assert answer.status_code == 422
    assert sentence in fault(answer.text, field)
    assert 'value="Frota mensal"' in answer.text or field == "name"
    assert browser.get("/api/v1/schedules").json()["total"] == 0


def test_all_that_is_wrong_is_said_at_once(browser: httpx.Client) -> None:
    expression = {"kind": "expression", "cron": "x", "timezone": "Brasil", "glob": "../*"}
    wrong = {**expression, "location": "/etc", "name": str(uuid4())}
    # Also where some of it is known by the form, or by the shape of what was typed, alone.
    for more in ({}, {"max_shrink": "101"}, {"on_conflict": "replace"}):
        answer = browser.post("/agendamentos/novo", data={**FORM, **wrong, **more})
        assert answer.status_code == 422
        for field in ("cron", "timezone", "glob", "location", "name", *more):
            assert fault(answer.text, field)


def test_a_name_that_is_taken_is_refused_at_the_name(browser: httpx.Client) -> None:
    created(browser)
    answer = browser.post("/agendamentos/novo", data={**FORM, "name": "FROTA mensal"})
    assert "Já há um agendamento" in fault(answer.text, "name")
    english = browser.post("/agendamentos/novo", data=FORM, headers=ENGLISH)
    assert "There is a schedule of this name" in fault(english.text, "name")


def test_the_next_times_are_shown_before_anything_is_saved(browser: httpx.Client) -> None:
    preview = {**FORM, "name": "", "do": "preview"}
    answer = browser.post("/agendamentos/novo", data=preview)
    assert answer.status_code == 200
    assert len(re.findall(r"<li><time ", answer.text)) == 5
    assert browser.get("/api/v1/schedules").json()["total"] == 0
    bad = browser.post(
        "/agendamentos/novo", data={**preview, "kind": "expression", "cron": "60 * * * *"}
    )
    assert "O minuto da expressão" in fault(bad.text, "cron")


def test_no_day_is_chosen_before_a_person_does(api: httpx.Client, browser: httpx.Client) -> None:
    daily = made(api, cron="0 6 * * *")
    for path in ("/agendamentos/novo", address(daily, "editar")):
        form = browser.get(path).text
        assert not re.search(r'name="weekdays"[^>]*checked', form)
        assert re.search(r'name="day"[^>]*value=""', form)


def test_skipped_months_are_said_under_the_field_and_beside_the_next_times(
    api: httpx.Client, browser: httpx.Client
) -> None:
    assert "Em meses sem este dia nada acontece" in browser.get("/agendamentos/novo").text
    preview = {**FORM, "do": "preview"}
    for day, is_said in (("31", True), ("29", True), ("28", False)):
        text = browser.post("/agendamentos/novo", data={**preview, "day": day}).text
        assert (f"Nos meses sem o dia {day} nada acontece" in text) == is_said
    last = browser.post("/agendamentos/novo", data={**preview, "kind": "last_day"}).text
    assert "nada acontece" not in last.split('role="status"')[1].split("</ol>")[1][:200]
    schedule = made(api, cron="0 6 30 * *")
    assert "Nos meses sem o dia 30 nada acontece" in browser.get(address(schedule)).text


@pytest.mark.parametrize(
    ("cron", "kind", "words"),
    [
        ("0 6 1 * *", "monthly", "Todo dia 1 do mês às 06:00"),
        ("30 7 * * MON-FRI", "weekdays", "De segunda a sexta às 07:30"),
        ("0 */4 * * *", "hourly", "A cada 4 horas"),
        ("0 6 L * *", "last_day", "No último dia de cada mês às 06:00"),
        ("0 6 1,15 * *", "expression", "Expressão cron: 0 6 1,15 * *"),
    ],
)
def test_an_expression_that_choices_can_say_is_shown_as_choices(
    api: httpx.Client, browser: httpx.Client, cron: str, kind: str, words: str
) -> None:
    schedule = made(api, cron=cron)
    assert words in browser.get("/agendamentos").text
    assert words in browser.get(address(schedule)).text
    form = browser.get(address(schedule, "editar")).text
    assert re.search(rf'id="kind-{kind}"[^>]* checked', form)


def test_a_schedule_is_changed_and_keeps_what_the_form_does_not_show(
    api: httpx.Client, browser: httpx.Client
) -> None:
    schedule = made(api, overrides={"sheet": "Frota"}, guard={"max_shrink": 0.2}, enabled=False)
    form = browser.get(address(schedule, "editar")).text
    assert re.search(r'name="max_shrink"[^>]*value="20"', form)
    answer = browser.post(
        address(schedule, "editar"), data={**FORM, "name": "Outra", "kind": "daily"}
    )
    assert answer.headers["location"] == f"{address(schedule)}?notice=ui_schedule_changed"
    found = api.get(f"/api/v1/schedules/{schedule['id']}").json()
    assert (found["name"], found["cron"]) == ("Outra", "30 6 * * *")
    assert found["overrides"]["sheet"] == "Frota"
    assert found["enabled"] is False
    # What was emptied is a limit no more.
    assert found["guard"]["max_shrink"] is None


def test_the_page_says_who_is_told_of_its_imports(api: httpx.Client, browser: httpx.Client) -> None:
    told = {"url": "https://erp.example/key", "events": ["held", "undone"], "secret": 16 * "x"}
    schedule = made(api, webhook=told)
    page = browser.get(address(schedule)).text
    assert re.search(r"Avisa \(webhook\)</dt>.*https://erp\.example<.*Retida, Desfeita", page)
    assert "erp.example/key" not in page
    # The form does not show it, and leaves it alone.
    browser.post(address(schedule, "editar"), data=FORM)
    assert api.get(f"/api/v1/schedules/{schedule['id']}").json()["webhook"]["events"] == [
        "held",
        "undone",
    ]


def test_a_change_that_is_refused_changes_nothing(api: httpx.Client, browser: httpx.Client) -> None:
    schedule = made(api)
    answer = browser.post(address(schedule, "editar"), data={**FORM, "location": "/etc"})
    assert "liberada" in fault(answer.text, "location")
    assert api.get(f"/api/v1/schedules/{schedule['id']}").json()["cron"] == schedule["cron"]


def test_a_schedule_is_paused_resumed_run_and_deleted(
    api: httpx.Client, browser: httpx.Client
) -> None:
    schedule = made(api)
    for action, shown in (
        ("pausar", "Agendamento pausado"),
        ("retomar", "Agendamento retomado"),
        ("executar", "Vai começar em até um minuto"),
    ):
        answer = browser.post(address(schedule, action))
        assert answer.status_code == 303
        assert shown in browser.get(answer.headers["location"]).text
    assert "Executado a pedido" in browser.get(address(schedule)).text
    answer = browser.post(address(schedule, "excluir"))
    assert "Agendamento excluído" in browser.get(answer.headers["location"]).text
    assert browser.get(address(schedule)).status_code == 404


def test_occurrences_say_why_and_are_filtered_paged_and_replayed(
    api: httpx.Client, browser: httpx.Client, world: World
) -> None:
    schedule = made(api)
    now = datetime.now(UTC)
    for hours in range(60):
        world.add_occurrence(
            schedule["id"],
            state="missed",
            reason="missed_in_pause",
            due_at=now - timedelta(hours=hours + 1),
        )
    failed = world.add_occurrence(schedule["id"], state="failed", due_at=now - timedelta(days=9))
    text = browser.get(address(schedule)).text
    assert text.count("Perdido: neste horário o agendamento estava pausado") == 50
    assert 'rel="next" href="?skip=50"' in text
    assert browser.get(f"{address(schedule)}?skip=50").text.count("Perdido: neste") == 10
    text = browser.get(f"{address(schedule)}?state=failed").text
    assert f"/horarios/{failed}/repetir" in text
    assert "Perdido: neste" not in text
    answer = browser.post(address(schedule, "horarios", failed, "repetir"))
    assert "será repetido" in browser.get(answer.headers["location"]).text
    # It is due now, and cannot be replayed once more.
    again = browser.post(address(schedule, "horarios", failed, "repetir"))
    assert "espere que termine" in browser.get(again.headers["location"]).text
    part = browser.get(address(schedule, "horarios"), params={"state": "due"}).text
    assert "Repetido a pedido" in part
    assert "<html" not in part


def test_what_was_made_of_a_file_or_time_has_failed_if_its_import_has(
    api: httpx.Client, browser: httpx.Client, world: World
) -> None:
    schedule = made(api)
    bad = world.add_import(status="failed", error_code="empty_file", schedule_id=schedule["id"])
    good = world.add_import(schedule_id=schedule["id"])
    now = datetime.now(UTC)
    for minutes, jobs in enumerate(([bad], [bad, good], [])):
        world.add_occurrence(
            schedule["id"], state="done", job_ids=jobs, due_at=now - timedelta(minutes=minutes)
        )
    for job_id in (bad, good):
        world.add_object(schedule["id"], state="imported", job_id=job_id, sha256="0" * 64)

    base = f"/api/v1/schedules/{schedule['id']}"
    last = api.get(base).json()["last_occurrence"]
    found = api.get(f"{base}/occurrences").json()["items"]
    assert [each["state"] for each in found] == ["failed", "done", "done"]
    assert last["state"] == "failed"
    assert last["reason"] == "Nada foi importado: o que veio neste horário falhou"
    failed = api.get(f"{base}/objects", params={"state": "failed"}).json()
    assert [each["job_id"] for each in failed["items"]] == [str(bad)]
    assert failed["total"] == 1
    assert api.get(f"{base}/objects", params={"state": "imported"}).json()["total"] == 1
    assert "A importação deste arquivo falhou" in browser.get(address(schedule)).text

    # It is taken up again, and comes to an end.
    world.update_import(bad, status="pending", error_code=None)
    assert api.get(base).json()["last_occurrence"]["state"] == "done"
    assert api.get(f"{base}/objects", params={"state": "failed"}).json()["total"] == 0


def test_files_say_why_and_are_imported_again(
    api: httpx.Client, browser: httpx.Client, world: World
) -> None:
    schedule = made(api)
    refused = world.add_object(schedule["id"], key=HOSTILE, reason="object_vanished")
    world.add_object(schedule["id"], key="novo.xlsx", state="new")
    text = browser.get(f"{address(schedule)}?object_state=refused").text
    assert "não está mais na origem" in text
    assert "novo.xlsx" not in text
    answer = browser.post(address(schedule, "arquivos", refused, "importar"))
    assert "importado de novo em até um minuto" in browser.get(answer.headers["location"]).text
    again = browser.post(address(schedule, "arquivos", refused, "importar"))
    assert "espera a sua vez" in browser.get(again.headers["location"]).text
    gone = browser.post(address(schedule, "arquivos", 9, "importar"))
    assert "não mostrou esse arquivo" in browser.get(gone.headers["location"]).text


def test_the_files_that_the_page_asks_for_are_those_it_shows(
    api: httpx.Client, browser: httpx.Client, world: World
) -> None:
    schedule = made(api)
    world.add_object(schedule["id"], key="recusado.xlsx", reason="object_vanished")
    world.add_object(schedule["id"], key="novo.xlsx", state="new")
    page = browser.get(f"{address(schedule)}?object_state=refused").text
    found = re.search(r'data-live-src="([^"]+/arquivos[^"]*)"', page)
    assert found
    part = browser.get(unescape(found[1])).text
    assert "recusado.xlsx" in part
    assert "novo.xlsx" not in part
    assert "<html" not in part
    assert part in page


def test_reading_options_are_prefilled_changed_and_never_lost(
    api: httpx.Client, browser: httpx.Client
) -> None:
    source = {"location": "s3://bucket/frota/", "glob": "*.csv", "pick": "new"}
    said = {"delimiter": ";", "header_row": 3, "mapping": {"placa": "Nr. Placa", "ano": 3}}
    schedule = made(api, source=source, overrides=said)
    text = browser.get(address(schedule, "editar")).text
    assert 'name="column_placa" type="text" value="Nr. Placa"' in text
    assert 'name="column_ano" type="text" value="@3"' in text
    assert '<option value="semicolon" selected>' in text
    kept = {"reading": "shown", "delimiter": "semicolon", "column_placa": "Nr. Placa"}
    kept["column_ano"] = "@3"
    form = {**FORM, **kept, "glob": "*.csv", "header_row": "5"}
    assert browser.post(address(schedule, "editar"), data=form).status_code == 303
    found = api.get(f"/api/v1/schedules/{schedule['id']}").json()["overrides"]
    assert (found["delimiter"], found["header_row"]) == (";", 5)
    assert found["mapping"] == {"placa": "Nr. Placa", "ano": 3}


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"header_row": "0"}, "header_row", "1..1048576"),
        ({"delimiter": "comma"}, "delimiter", "só vale para arquivos de texto"),
        ({"column_placa": "A", "column_ano": "A"}, "column_modelo", "mais de um campo"),
    ],
)
def test_a_reading_option_that_makes_no_sense_is_said_in_place(
    browser: httpx.Client, more: dict[str, str], field: str, sentence: str
) -> None:
    answer = browser.post("/agendamentos/novo", data={**FORM, "reading": "shown", **more})
    assert answer.status_code == 422
    assert sentence in fault(answer.text, field)


def test_a_time_says_what_became_of_its_imports(
    api: httpx.Client, browser: httpx.Client, world: World
) -> None:
    schedule = made(api)
    failed = world.add_import(status="failed")
    world.add_occurrence(schedule["id"], state="done", job_ids=[failed])
    assert re.search(
        rf'{failed}">importação 1</a>\s*<span class="status failed">',
        browser.get(address(schedule)).text,
    )


def test_the_list_runs_pauses_and_resumes(api: httpx.Client, browser: httpx.Client) -> None:
    schedule = made(api)
    for part, label in (("pausar", "Retomar"), ("retomar", "Pausar"), ("executar", "Pausar")):
        assert f"{address(schedule, part)}?de=lista" in browser.get("/agendamentos").text
        answer = browser.post(f"{address(schedule, part)}?de=lista")
        assert answer.headers["location"].startswith("/agendamentos?notice=")
        assert label in browser.get(answer.headers["location"]).text
    # Pressed twice, it runs once.
    browser.post(f"{address(schedule, 'executar')}?de=lista")
    assert len(api.get(f"/api/v1/schedules/{schedule['id']}/occurrences").json()["items"]) == 1


def test_a_paused_schedule_imports_a_file_once_it_is_resumed(
    api: httpx.Client, browser: httpx.Client, world: World
) -> None:
    schedule = made(api, enabled=False)
    refused = world.add_object(schedule["id"])
    answer = browser.post(address(schedule, "arquivos", refused, "importar"))
    assert (
        "com o próximo horário que começar: o agendamento está pausado"
        in browser.get(answer.headers["location"]).text
    )


def test_a_page_says_when_dagster_starts_no_schedule(
    api: httpx.Client, browser: httpx.Client, world: World
) -> None:
    schedule = made(api)
    world.turn_schedules_off()
    for path in ("/agendamentos", address(schedule)):
        assert "está desligado no Dagster" in browser.get(path).text


def test_names_and_places_are_text(browser: httpx.Client, world: World) -> None:
    schedule = created(browser, name="<script>alert(1)</script> {{7*7}}", glob="{{7*7}}<b>")
    world.add_object(schedule["id"], key=HOSTILE, path=HOSTILE)
    for path in ("/agendamentos", address(schedule), address(schedule, "editar")):
        text = browser.get(path).text
        assert "<script>alert" not in text
        assert "<b>" not in text
        assert "{{7*7}}" in text


def test_a_form_from_elsewhere_does_nothing(api: httpx.Client, browser: httpx.Client) -> None:
    schedule = made(api)
    for path in (address(schedule, "excluir"), address(schedule, "pausar"), "/agendamentos/novo"):
        answer = browser.post(path, data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert api.get(f"/api/v1/schedules/{schedule['id']}").json()["enabled"]
