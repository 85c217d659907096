import socket

from local.config import LOOPBACK
from local.ports import free_ports


def test_ports_differ_and_are_not_ephemeral() -> None:
    ports = free_ports(100)

    assert len(set(ports)) == 100
    assert max(ports) < 32_768


def test_used_port_is_not_returned() -> None:
    # Given a server at the port after the last one
    [last] = free_ports(1)
    with socket.create_server((LOOPBACK, last + 1)):
        # When another port is needed
        [port] = free_ports(1)

    # Then it isn't the server's
    assert port > last + 1
