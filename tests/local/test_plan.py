import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import HttpUrl

from vehicle_pipeline.local import plan
from vehicle_pipeline.local.errors import BadUsageError, PortTakenTwiceError
from vehicle_pipeline.local.ports import PortClaims
from vehicle_pipeline.settings import Settings


@pytest.fixture
def ports() -> Iterator[PortClaims]:
    with PortClaims() as ports:
        yield ports


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("API_PORT", "DAGSTER_PORT", "QUEUE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "data").mkdir()
    return Settings(data_dir=tmp_path / "data")


def free_port() -> int:
    with PortClaims() as claims:
        return claims.any_free()


def test_a_moved_port_is_told_and_all_ports_differ(settings: Settings, ports: PortClaims) -> None:
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as busy:
        usual = busy.getsockname()[1]
        # As if this were the default: it was not asked for.
        moved = settings.model_copy(update={"api_port": usual, "dagster_port": usual})
        moved.model_fields_set.discard("api_port")
        moved.model_fields_set.discard("dagster_port")
        decided = plan.for_people(moved, ports, told.append)

    chosen = decided.settings
    assert len({usual, chosen.api_port, chosen.dagster_port}) == 3
    assert str(chosen.api_port) in told[0]
    assert str(chosen.dagster_port) in told[1]


def test_two_ports_that_were_asked_for_and_are_the_same_are_named_as_that(
    settings: Settings, ports: PortClaims
) -> None:
    port = free_port()
    asked: dict[str, Any] = {"api_port": port, "dagster_port": port}
    with pytest.raises(PortTakenTwiceError, match=str(port)):
        plan.for_people(Settings(data_dir=settings.data_dir, **asked), ports, print)


def test_a_usual_port_gives_way_to_one_that_was_asked_for(
    settings: Settings, ports: PortClaims
) -> None:
    usual = free_port()
    asked = Settings(data_dir=settings.data_dir, dagster_port=usual)
    asked = asked.model_copy(update={"api_port": usual})
    asked.model_fields_set.discard("api_port")

    decided = plan.for_people(asked, ports, print)

    assert decided.settings.dagster_port == usual
    assert decided.settings.api_port > usual


def test_an_emulator_is_planned_only_when_no_queue_is_configured(
    settings: Settings, ports: PortClaims
) -> None:
    configured = settings.model_copy(update={"queue": "aws"})

    assert plan.for_one_import(settings, ports).queue_endpoint.startswith("http://127.0.0.1:")
    assert plan.for_one_import(configured, ports).queue_endpoint == ""


@pytest.mark.parametrize(
    ("exposed", "says"),
    [
        ({"api_host": "0.0.0.0"}, "AUTHENTICATION=required"),
        ({"api_host": "192.0.2.1"}, "AUTHENTICATION=required"),
        ({"allowed_hosts": ("fleet.example.com",)}, "AUTHENTICATION=off"),
        ({"allowed_hosts": ("*",)}, "AUTHENTICATION=off"),
        ({"public_url": HttpUrl("https://fleet.example.com")}, "AUTHENTICATION=off"),
        ({"dagster_public_url": HttpUrl("https://10.0.0.7:8443")}, "AUTHENTICATION=off"),
        ({"dagster_host": "::"}, "DAGSTER_BEHIND_PROXY=true"),
        ({"dagster_host": "::", "authentication": "required"}, "DAGSTER_BEHIND_PROXY=true"),
    ],
)
def test_a_stack_that_would_let_strangers_in_does_not_start(
    exposed: dict[str, Any], says: str, settings: Settings, ports: PortClaims
) -> None:
    for plan_ in (plan.for_one_import, lambda *given: plan.for_people(*given, print)):
        with pytest.raises(BadUsageError, match=says):
            plan_(settings.model_copy(update=exposed), ports)


@pytest.mark.parametrize(
    "known",
    [
        {"public_url": HttpUrl("http://localhost:8000")},
        {"allowed_hosts": ("127.0.0.2", "frota.localhost")},
        {"allowed_hosts": ("fleet.example.com",), "authentication": "required"},
        # Said, not forgotten: the proxy asks for a login.
        {"allowed_hosts": ("fleet.example.com",), "authentication": "off"},
    ],
)
def test_a_stack_that_lets_in_whom_it_should_starts(
    known: dict[str, Any], settings: Settings, ports: PortClaims
) -> None:
    plan.for_people(settings.model_copy(update=known), ports, print)


@pytest.mark.parametrize(
    ("host", "name"), [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "[::1]")]
)
def test_a_stack_that_listens_everywhere_is_addressed_on_this_machine(
    host: str, name: str, settings: Settings, ports: PortClaims
) -> None:
    closed = settings.model_copy(update={"api_host": host, "authentication": "required"})
    decided = plan.for_one_import(closed, ports)

    assert decided.state(pid=1).api_url == f"http://{name}:{decided.settings.api_port}"
