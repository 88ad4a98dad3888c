"""Pages offer what their reader may do, and nothing else."""

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest

from tests.api.access.conftest import PERSON, SAME_ORIGIN
from tests.api.console.imported import add_finished
from tests.api.uploading import CSV
from tests.api.world import World
from vehicle_pipeline.access_contracts import Caller, Scope

SignedIn = Callable[[Caller], dict[str, str]]
# What everybody may send.
OF_ALL = {"/sair", "/preferencias"}


@pytest.fixture
def fleet(closed: httpx.Client, world: World, signed_in: SignedIn) -> dict[str, str]:
    """Something of everything; returns the addresses of its pages by what they show."""
    headers = signed_in(PERSON) | SAME_ORIGIN
    finished = add_finished(world)
    world.add_vehicle("ABC1D23", import_id=finished)
    world.add_dead_letter("uma mensagem")
    world.add_alert(job_id=finished)
    closed.post("/envios", files={"file": ("a.csv", CSV)}, headers=headers)
    job_id = closed.post("/api/v1/imports", files={"file": ("b.csv", CSV)}, headers=headers).json()[
        "job_id"
    ]
    terms = {"name": "Mensal", "cron": "0 6 1 * *", "source": {"import": job_id}}
    schedule = closed.post("/api/v1/schedules", json=terms, headers=headers).json()["id"]
    world.add_occurrence(schedule, state="failed")
    world.add_object(schedule, state="refused")
    return {
        "send": "/",
        "remembered": "/envios/lembrados",
        "imports": "/importacoes",
        "finished": f"/importacoes/{finished}",
        "rejected": f"/importacoes/{finished}/linhas",
        "pending": f"/importacoes/{job_id}",
        "vehicles": "/veiculos",
        "vehicle": "/veiculos/ABC1D23",
        "schedules": "/agendamentos",
        "schedule": f"/agendamentos/{schedule}",
        "dashboard": "/painel",
        "repair": f"/importacoes/{finished}/reparo",
        "new schedule": "/agendamentos/novo",
        "edit": f"/agendamentos/{schedule}/editar",
    }


def page(closed: httpx.Client, signed_in: SignedIn, scope: Scope, address: str) -> httpx.Response:
    """What somebody with a scope gets to see."""
    headers = signed_in(PERSON.model_copy(update={"scope": scope}))
    return closed.get(address, headers=headers | {"Accept": "text/html"})


def offered(answer: httpx.Response) -> set[str]:
    """Addresses that the page's buttons send something to."""
    forms = re.findall(r"<form\b[^>]*>", answer.text)
    posts = [form for form in forms if 'method="post"' in form]
    targets = re.findall(r'\b(?:form)?action="([^"]*)"', " ".join(posts))
    links = re.findall(r'<a class="button[^"]*"[^>]*href="([^"]*)"', answer.text)
    changing = [link for link in links if re.search(r"/(reparo|novo|editar)$", link)]
    return {unescape(each) for each in (*targets, *changing)}


def test_who_may_only_read_is_offered_nothing_that_is_refused(
    closed: httpx.Client, signed_in: SignedIn, fleet: dict[str, str]
) -> None:
    for name, address in fleet.items():
        answer = page(closed, signed_in, Scope.READ, address)
        if name in ("repair", "new schedule", "edit"):
            assert answer.status_code == 403, name
            continue
        assert answer.status_code == 200, name
        assert offered(answer) == OF_ALL, name


def test_who_may_import_is_offered_it(
    closed: httpx.Client, signed_in: SignedIn, fleet: dict[str, str]
) -> None:
    schedule = fleet["schedule"]
    wanted = {
        "send": {"/envios"},
        "finished": {f"{fleet['finished']}/reparo", f"{fleet['finished']}/desfazer"},
        "schedules": {f"{schedule}/executar?de=lista", "/agendamentos/novo"},
        "schedule": {f"{schedule}/pausar", f"{schedule}/excluir", f"{schedule}/editar"},
    }
    for name, targets in wanted.items():
        assert targets <= offered(page(closed, signed_in, Scope.IMPORT, fleet[name])), name


def test_dead_letters_and_alerts_are_for_admins_in_the_page_as_in_the_api(
    closed: httpx.Client, signed_in: SignedIn, fleet: dict[str, str]
) -> None:
    for scope in (Scope.READ, Scope.IMPORT):
        answer = page(closed, signed_in, scope, fleet["dashboard"])
        assert answer.status_code == 200
        assert "uma mensagem" not in answer.text
        assert 'id="alerts"' not in answer.text
        assert offered(answer) == OF_ALL
    shown = page(closed, signed_in, Scope.ADMIN, fleet["dashboard"])
    assert "uma mensagem" in shown.text
    assert any("/painel/mensagens/" in each for each in offered(shown))


def test_why_nothing_can_be_uploaded_is_said(
    closed: httpx.Client, signed_in: SignedIn, fleet: dict[str, str]
) -> None:
    assert "peça a quem administra" in page(closed, signed_in, Scope.READ, fleet["send"]).text
