"""AWS clients equal to boto3's, created from the excerpt of botocore's data in ``generated/aws``.

Loading botocore's full service models, and the event handlers of services that no function calls, would take most of a
cold start. botocore isn't patched: its session accepts another loader and other handlers. A test compares these clients
with boto3's, call by call.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.loaders import Loader
from botocore.session import Session

import generated
from handlers.runtime.aws import tls

if TYPE_CHECKING:
    from botocore.config import Config

_DATA = Path(generated.__file__).with_name("aws")
# As botocore's events name them.
_SERVICES = frozenset({"dynamodb", "eventbridge", "lambda", "s3", "secrets-manager", "ses", "sqs"})


class _Loader(Loader):
    """Report the excerpt as built-in data, because botocore resolves endpoints differently for other data."""

    def is_builtin_path(self, path: str) -> bool:
        return path.startswith(str(_DATA))


# A shared session is not thread-safe while it creates a client.
_lock = threading.Lock()


def client(service: str, *, config: Config) -> Any:  # noqa: ANN401  # botocore creates its classes at run time
    """Return a new client.

    Parameters
    ----------
    service : str
        boto3's name of the service.
    config : Config
        Timeouts and retries. Region, credentials and endpoint are boto3's defaults.

    Raises
    ------
    botocore.exceptions.UnknownServiceError
        If no function uses the service, by ``terraform/functions.json``.
    """
    with _lock:
        made: Any = _session().create_client(service, config=config)
    # botocore has no parameter for it. Endpoints without TLS need none.
    if made.meta.endpoint_url.startswith("https:"):
        made._endpoint.http_session = tls.http_session(made)  # noqa: SLF001
    return made


@cache
def _session() -> Session:
    session = Session(include_builtin_handlers=False)
    session.register_component("data_loader", _Loader([str(_DATA)], include_default_search_paths=False))
    _register_handlers(session.get_component("event_emitter"))
    return session


def _register_handlers(emitter: Any) -> None:  # noqa: ANN401  # botocore annotates another type
    """Register botocore's built-in handlers of our services' events, in its order."""
    register = {REGISTER_FIRST: emitter.register_first, REGISTER_LAST: emitter.register_last}
    for event, handle, *where in BUILTIN_HANDLERS:
        if _is_relevant(event):
            (register[where[0]] if where else emitter.register)(event, handle)


def _is_relevant(event: str) -> bool:
    kind, service, *_ = [*event.split("."), "*"]
    return kind != "docs" and service in {"*", *_SERVICES}
