import socket
from collections.abc import Iterator

import pytest

from vehicle_pipeline.local import ports
from vehicle_pipeline.local.errors import BAD_USAGE, CannotListenError, PortBusyError
from vehicle_pipeline.local.ports import PortClaims

HOST = "127.0.0.1"


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def claims() -> Iterator[PortClaims]:
    with PortClaims() as claims:
        yield claims


def free_port() -> int:
    with PortClaims() as claims:
        return claims.any_free()


def test_a_free_port_is_taken_as_it_is(claims: PortClaims) -> None:
    port = free_port()

    assert claims.choose(HOST, port, asked=True) == port


def test_a_busy_default_port_gives_way_to_the_next_free_one(
    busy_port: int, claims: PortClaims
) -> None:
    chosen = claims.choose(HOST, busy_port, asked=False)

    assert chosen > busy_port
    assert ports.is_free(HOST, chosen)


def test_two_stacks_that_start_together_choose_different_ports(claims: PortClaims) -> None:
    port = free_port()

    with PortClaims() as other:
        assert claims.choose(HOST, port, asked=False) == port
        assert other.choose(HOST, port, asked=False) > port
        with pytest.raises(PortBusyError):
            other.choose(HOST, port, asked=True)


def test_one_stack_never_takes_a_port_twice_and_gives_all_back(claims: PortClaims) -> None:
    port = free_port()

    assert claims.choose(HOST, port, asked=False) != claims.choose(HOST, port, asked=False)
    claims.release()
    assert claims.choose(HOST, port, asked=True) == port


def test_a_busy_port_that_was_asked_for_is_bad_usage(busy_port: int, claims: PortClaims) -> None:
    with pytest.raises(PortBusyError) as caught:
        claims.choose(HOST, busy_port, asked=True)

    assert str(busy_port) in caught.value.sentence
    assert caught.value.exit_status == BAD_USAGE


def test_connections_in_time_wait_do_not_make_a_port_busy() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)):
            accepted, _ = server.accept()
            accepted.close()  # the side that closes first keeps the port in TIME_WAIT

    assert ports.is_free(HOST, port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_not_called_a_busy_port(
    host: str, claims: PortClaims
) -> None:
    with pytest.raises(CannotListenError, match="não é desta máquina"):
        claims.choose(host, free_port(), asked=True)
