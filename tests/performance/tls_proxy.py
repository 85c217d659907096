"""AWS's endpoints over TLS: a proxy, with a certificate of its own, in front of the embedded services."""

import asyncio
import re
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from handlers.domain.clock import now
from local.config import LOOPBACK, REGION

_CHUNK = 65536
# The embedded services know AWS's hosts as something else.
_HOST, _OURS = re.compile(rb"^Host: [^\r]+", re.MULTILINE), b"Host: localhost"
_BUCKET = re.compile(rb"\A([A-Z]+) (/[^\r]*\r\n(?s:.*?)Host: )([a-z-]+)\.s3\.amazonaws\.com")
_PATH = rb"\1 /\3\2localhost"
_NAMES = [x509.DNSName(name) for name in (f"*.{REGION}.amazonaws.com", "*.s3.amazonaws.com")]


def make_certificate(file: Path) -> bytes:
    """Write a key with a certificate for AWS's endpoints, and return the certificate of its issuer."""
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]) for name in ("root", "server")]
    root, server = (
        x509.CertificateBuilder(names[0], name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=name == names[0], path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(_NAMES), critical=False)
        .sign(keys[0], hashes.SHA256())
        .public_bytes(Encoding.PEM)
        for name, key in zip(names, keys, strict=True)
    )
    file.write_bytes(keys[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + server)
    return root


def start_proxy(certificate: Path, services: str, payment: str) -> dict[str, str]:
    """Serve two URLs, the second one for Lambda's host, over TLS until the process ends.

    Return the settings of a measured process: the proxy's port, and one that closes all connections when connected to.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    ports = [urlsplit(url).port for url in (services, payment)]
    loop = asyncio.new_event_loop()
    writers: set[asyncio.StreamWriter] = set()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        head = await reader.read(_CHUNK)
        inner_reader, inner_writer = await asyncio.open_connection(LOOPBACK, ports[b"Host: lambda." in head])
        inner_writer.write(_HOST.sub(_OURS, _BUCKET.sub(_PATH, head)))
        await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))
        writers.discard(writer)

    async def close_all(_: asyncio.StreamReader, control: asyncio.StreamWriter) -> None:
        for writer in [*writers]:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()
        control.close()

    servers = [asyncio.start_server(forward, LOOPBACK, 0, ssl=context), asyncio.start_server(close_all, LOOPBACK, 0)]
    ports_of = [loop.run_until_complete(server).sockets[0].getsockname()[1] for server in servers]
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return dict(zip(("TLS_PORT", "CLOSE_PORT"), map(str, ports_of), strict=True))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(_HOST.sub(_OURS, _BUCKET.sub(_PATH, data)))
    writer.close()
