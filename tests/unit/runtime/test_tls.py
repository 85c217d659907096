"""The functions' TLS connections: a few roots, one SSL context, and what happens to a certificate that is rejected."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import botocore.httpsession
import pytest
from botocore.client import Config
from botocore.exceptions import SSLError
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from handlers.domain.clock import now
from handlers.runtime.aws import session, tls
from local.config import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.runtime.conftest import LogLines

ONE_ATTEMPT = Config(connect_timeout=30, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 1})
DYNAMODB, LAMBDA = "dynamodb.us-east-1.amazonaws.com", "lambda.us-east-1.amazonaws.com"
UNKNOWN = "unable to get local issuer certificate"


class Authority:
    """A certificate authority of a test."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = folder / f"{name}.pem"
        self.root.write_bytes(self._certificate(self._name, self._key, [], days=1).public_bytes(Encoding.PEM))

    def issue(self, *hosts: str, days: int = 1) -> Path:
        """Return a file with a key and a certificate for hosts, which ends after some days."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server")])
        certificate = self._certificate(subject, key, hosts, days=days)
        file = self._folder / f"{certificate.serial_number}.pem"
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(text + certificate.public_bytes(Encoding.PEM))
        return file

    def _certificate(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, hosts: Any, *, days: int) -> Any:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        return (
            x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now() - timedelta(days=30))
            .not_valid_after(now() + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=not hosts, path_length=None), critical=True)
            .add_extension(names, critical=False)
            .sign(self._key, hashes.SHA256())
        )


class Server(ThreadingHTTPServer):
    """An endpoint over TLS that returns an empty object to each request, and keeps connections open."""

    daemon_threads = True

    def __init__(self, certificate: Path) -> None:
        super().__init__((LOOPBACK, 0), _Empty)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self.requests = 0
        self.connections: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        accepted, address = super().get_request()
        self.connections.append(self._tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False))
        return self.connections[-1], address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that reject the certificate."""

    def hang_up(self) -> None:
        """Close all connections, as AWS does with idle ones."""
        for connection in self.connections:
            if connection.fileno() >= 0:
                connection.shutdown(socket.SHUT_RDWR)


class _Empty(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        self.server.requests += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@dataclass
class Internet:
    """Two authorities, of which only botocore's bundle has the second, and the servers of AWS's hosts."""

    amazon: Authority
    other: Authority
    _ports: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def serving(self, certificate: Path, *hosts: str) -> Iterator[Server]:
        server = Server(certificate)
        self._ports.update(dict.fromkeys(hosts, server.server_port))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            for connection in server.connections:
                connection.close()

    def resolve(self, host: str, *_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (LOOPBACK, self._ports[host]))]


@pytest.fixture
def internet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Internet:
    found = Internet(Authority(tmp_path, "amazon"), Authority(tmp_path, "other"))
    whole = tmp_path / "whole.pem"
    whole.write_bytes(found.amazon.root.read_bytes() + found.other.root.read_bytes())
    monkeypatch.setattr(socket, "getaddrinfo", found.resolve)
    monkeypatch.setattr(tls, "_AMAZON_ROOTS", str(found.amazon.root))
    monkeypatch.setattr(botocore.httpsession, "where", lambda: str(whole))
    return found


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing that this process keeps, and the environment of a function in Lambda."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unused")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    kept = (session._session, tls._context, tls._trust, tls._log_once)
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()


def dynamodb() -> Any:
    return session.client("dynamodb", config=ONE_ATTEMPT)


def read(client: Any) -> dict[str, Any]:
    """Read a row that doesn't exist."""
    response: dict[str, Any] = client.get_item(TableName="table", Key={"PK": {"S": "none"}})
    return response


def warnings(log_lines: LogLines) -> list[dict[str, Any]]:
    return [line["metadata"] for line in log_lines() if line["event"] == "CERTIFICATE_REJECTED"]


def test_certificate_of_amazons_roots_is_accepted(internet: Internet, log_lines: LogLines) -> None:
    with internet.serving(internet.amazon.issue(DYNAMODB), DYNAMODB):
        read(dynamodb())

    assert not log_lines()
    assert tls._context().cert_store_stats()["x509_ca"] == 1


def test_certificate_of_another_root_is_accepted_with_a_warning(internet: Internet, log_lines: LogLines) -> None:
    # Given a server whose root only botocore's bundle has
    with internet.serving(internet.other.issue(DYNAMODB), DYNAMODB) as server:
        # When it is called, and again after it has closed the connection, and by another client
        client = dynamodb()
        read(client)
        server.hang_up()
        read(client)
        read(dynamodb())

        # Then each request arrived once, and one line names the problem
        assert server.requests == 3
    assert warnings(log_lines) == [{"host": DYNAMODB, "problem": UNKNOWN}]


@pytest.mark.parametrize("authority", ["amazon", "other"])
def test_expired_certificate_is_rejected_with_a_warning(
    authority: str, internet: Internet, log_lines: LogLines
) -> None:
    certificate = getattr(internet, authority).issue(DYNAMODB, days=-1)

    with internet.serving(certificate, DYNAMODB) as server:
        client = dynamodb()
        for _ in range(2):
            with pytest.raises(SSLError, match="certificate has expired"):
                read(client)

    assert server.requests == 0
    assert {"host": DYNAMODB, "problem": "certificate has expired"} in warnings(log_lines)
    assert len(warnings(log_lines)) == (1 if authority == "amazon" else 2)


def test_certificate_of_an_unknown_root_is_rejected_with_a_warning(
    internet: Internet, tmp_path: Path, log_lines: LogLines
) -> None:
    with (
        internet.serving(Authority(tmp_path, "a proxy").issue(DYNAMODB), DYNAMODB) as server,
        pytest.raises(SSLError, match=UNKNOWN),
    ):
        read(dynamodb())

    assert server.requests == 0
    assert warnings(log_lines) == [{"host": DYNAMODB, "problem": UNKNOWN}]


def test_certificate_of_another_host_is_rejected_with_a_warning(internet: Internet, log_lines: LogLines) -> None:
    with internet.serving(internet.amazon.issue(LAMBDA), DYNAMODB) as server, pytest.raises(SSLError):
        read(dynamodb())

    assert server.requests == 0
    (warning,) = warnings(log_lines)
    assert LAMBDA in warning["problem"]


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_unreadable_bundle_is_named(
    content: str | None, internet: Internet, tmp_path: Path, log_lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a configured bundle that is missing or has no certificate
    bundle = tmp_path / "configured.pem"
    if content:
        bundle.write_text(content)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))

    with internet.serving(internet.amazon.issue(DYNAMODB), DYNAMODB), pytest.raises(SSLError):
        read(dynamodb())

    (warning,) = warnings(log_lines)
    assert str(bundle) in warning["problem"]


def test_configured_bundle_replaces_the_roots(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(internet.other.root))

    with internet.serving(internet.amazon.issue(DYNAMODB), DYNAMODB), pytest.raises(SSLError):
        read(dynamodb())
    with internet.serving(internet.other.issue(DYNAMODB), DYNAMODB):
        read(dynamodb())


def test_roots_are_parsed_once_for_all_clients_and_connections(internet: Internet) -> None:
    with internet.serving(internet.amazon.issue(DYNAMODB, LAMBDA), DYNAMODB, LAMBDA) as server:
        # Given a client that has connected, and roots that can't be read again
        client, other = dynamodb(), session.client("lambda", config=ONE_ATTEMPT)
        read(client)
        internet.amazon.root.unlink()

        # When it connects again, and another client connects
        server.hang_up()
        read(client)
        other.invoke(FunctionName="payment")

        # Then all of them used the same context
        assert len(server.connections) == 3
    assert tls._context.cache_info().misses == 1


def test_no_request_is_written_on_a_connection_that_aws_closed(internet: Internet) -> None:
    with internet.serving(internet.amazon.issue(DYNAMODB), DYNAMODB) as server:
        # Given a client that never retries, with a connection that is used for several requests
        client = dynamodb()
        for _ in range(2):
            read(client)
        assert len(server.connections) == 1

        # When AWS closes it, as it does with one that was idle while the function was frozen
        server.hang_up()

        # Then the next request is sent on a new one
        read(client)
        assert (server.requests, len(server.connections)) == (3, 2)


@pytest.mark.parametrize(
    "place",
    [
        *({"AWS_DEFAULT_REGION": region} for region in ("us-gov-west-1", "cn-north-1", "eusc-de-east-1")),
        {"AWS_ENDPOINT_URL": "https://127.0.0.1:4566"},
        {"AWS_ENDPOINT_URL_DYNAMODB": "https://dynamodb.amazonaws.com.example.com"},
    ],
    ids=str,
)
def test_other_partitions_and_custom_endpoints_have_all_roots(
    place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in place.items():
        monkeypatch.setenv(name, value)

    assert dynamodb()._endpoint.http_session._verify is True


@pytest.mark.parametrize("place", [{}, {"AWS_USE_DUALSTACK_ENDPOINT": "true"}, {"AWS_ACCOUNT_ID": "123456789012"}])
def test_endpoints_of_aws_have_amazons_roots(place: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in place.items():
        monkeypatch.setenv(name, value)

    assert dynamodb()._endpoint.http_session._verify == tls._AMAZON_ROOTS
