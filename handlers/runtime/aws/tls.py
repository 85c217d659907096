"""TLS connections to AWS: one SSL context per process, which trusts Amazon's roots.

botocore makes a context for each client, and urllib3 parses the client's roots again for each new connection: for
botocore's 127 roots that is more work than the rest of a warm event. botocore isn't patched: its client accepts another
HTTP session.
"""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.exceptions import SSLError
from botocore.httpsession import (  # type: ignore[attr-defined]  # its stub lacks the error
    URLLib3Session,
    URLLib3SSLError,
    create_urllib3_context,
)

import generated
from handlers.runtime import observability

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse

_AMAZON_ROOTS = str(Path(generated.__file__).with_name("aws") / "amazon_roots.pem")
# The domains of AWS's endpoints in the partition `aws`. Other partitions, and custom endpoints, may have other roots.
_PARTITION = "aws"
_DOMAINS = (".amazonaws.com", ".api.aws")


class HTTPSession(URLLib3Session):
    """botocore's HTTP session, with this process's SSL context.

    If a certificate is rejected while only Amazon's roots are trusted, botocore's roots are added, and the request is
    sent again: the handshake failed, so nothing of it was sent.
    """

    _verify: bool | str

    def send(self, request: AWSRequest | AWSPreparedRequest) -> AWSResponse:
        """Send a request, and log a certificate that is rejected."""
        try:
            return super().send(request)
        except SSLError as error:
            problem = _certificate_problem(error)
            if problem is None:
                raise
            _log_once(urlsplit(str(request.url)).netloc, problem)
            if self._verify != _AMAZON_ROOTS:
                raise
            self._verify = True
        return super().send(request)

    def _get_ssl_context(self) -> ssl.SSLContext:
        return _context()

    def _setup_ssl_cert(self, conn: Any, url: str, verify: bool | str) -> None:  # noqa: ANN401  # urllib3's connection pool
        super()._setup_ssl_cert(conn, url, verify)  # type: ignore[misc]  # its stub lacks private methods
        if conn.ca_certs:
            _trust(conn.ca_certs)
            # Otherwise urllib3 would parse them for each connection.
            conn.ca_certs = None


def http_session(client: Any) -> HTTPSession:  # noqa: ANN401  # botocore creates its classes at run time
    """Return an HTTP session to replace that of a client; a bundle that botocore found in its settings is kept.

    Parameters
    ----------
    client : botocore.client.BaseClient
        The client, with its endpoint, timeouts and HTTP session.
    """
    url, config = client.meta.endpoint_url, client.meta.config
    # Only here has botocore combined all of its settings.
    theirs = client._endpoint.http_session  # noqa: SLF001
    verify = theirs._verify  # noqa: SLF001
    if verify is True and client.meta.partition == _PARTITION and (urlsplit(url).hostname or "").endswith(_DOMAINS):
        verify = _AMAZON_ROOTS
    return HTTPSession(
        verify=verify,
        timeout=(config.connect_timeout, config.read_timeout),  # type: ignore[arg-type]  # its stub lacks pairs
        max_pool_connections=config.max_pool_connections,
        proxies=theirs._proxy_config._proxies,  # noqa: SLF001
    )


@cache
def _context() -> ssl.SSLContext:
    context: ssl.SSLContext = create_urllib3_context()
    return context


@cache
def _trust(bundle: str) -> None:
    try:
        _context().load_verify_locations(bundle)
    except OSError as error:
        raise URLLib3SSLError(ValueError(f"{bundle}: {error}")) from error


def _certificate_problem(error: SSLError) -> str | None:
    match error.kwargs["error"].args[0]:
        case ssl.SSLCertVerificationError(verify_message=message):
            return message
        # urllib3's error for another host's certificate, or an unreadable bundle.
        case ValueError() as fault:
            return str(fault)
    return None


# A retry would only repeat the line.
@cache
def _log_once(host: str, problem: str) -> None:
    observability.log_warning(
        "CERTIFICATE_REJECTED", f"The certificate of {host} was rejected: {problem}", host=host, problem=problem
    )
