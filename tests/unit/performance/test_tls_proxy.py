"""The bench's proxy, which closes connections as AWS does."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import TYPE_CHECKING

from local.config import LOOPBACK, REGION
from tests.performance.tls_proxy import make_certificate, start_proxy

if TYPE_CHECKING:
    from pathlib import Path


def test_connections_are_closed_on_demand(tmp_path: Path) -> None:
    # Given a connection through the proxy to a service that echoes
    root = make_certificate(tmp_path / "server.pem")
    service = socket.create_server((LOOPBACK, 0))
    threading.Thread(target=_echo, args=(service,), daemon=True).start()
    url = f"http://{LOOPBACK}:{service.getsockname()[1]}"
    ports = start_proxy(tmp_path / "server.pem", url, url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=root.decode())
    with (
        socket.create_connection((LOOPBACK, int(ports["TLS_PORT"]))) as plain,
        context.wrap_socket(plain, server_hostname=f"dynamodb.{REGION}.amazonaws.com") as connection,
    ):
        connection.sendall(b"hello")
        assert connection.recv(5) == b"hello"

        # When the other port is connected to, until it hangs up
        with socket.create_connection((LOOPBACK, int(ports["CLOSE_PORT"]))) as control:
            assert control.recv(1) == b""

        # Then the connection is closed
        assert _is_closed(connection)


def _echo(service: socket.socket) -> None:
    with service, service.accept()[0] as connection:
        while data := connection.recv(100):
            connection.sendall(data)


def _is_closed(connection: ssl.SSLSocket) -> bool:
    try:
        return connection.recv(1) == b""
    except OSError:
        return True
