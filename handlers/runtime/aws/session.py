"""AWS clients as boto3 makes them, out of the excerpt of botocore's data in ``generated/aws``.

Reading what botocore knows of a whole service, and listening for events of services that no function asks, is most of
what a start would do. Nothing of botocore is patched: its session takes a loader and handlers of its user's choice.
A test holds these clients against boto3's own, call by call.
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
from handlers.runtime import observability

if TYPE_CHECKING:
    from botocore.config import Config

_DATA = Path(generated.__file__).with_name("aws")
# As botocore's events name them.
_SERVICES = frozenset({"dynamodb", "eventbridge", "lambda", "s3", "secrets-manager", "ses", "sqs"})


class _Loader(Loader):
    """Says of the excerpt what is true of it: that it is botocore's own, which decides how endpoints are found."""

    def is_builtin_path(self, path: str) -> bool:
        return path.startswith(str(_DATA))


# A session that is shared makes one client at a time.
_making = threading.Lock()


def client(service: str, *, config: Config) -> Any:  # noqa: ANN401  # botocore makes its classes as it goes
    """Return a new client that is traced where traces are kept.

    Parameters
    ----------
    service : str
        boto3's name of it.
    config : Config
        How patient it is, and the like. Region, credentials and endpoint come from where boto3 has them from.

    Raises
    ------
    botocore.exceptions.UnknownServiceError
        If no function asks this service, by ``terraform/functions.json``.
    """
    observability.trace_calls()
    with _making:
        return _session().create_client(service, config=config)


@cache
def _session() -> Session:
    session = Session(include_builtin_handlers=False)
    session.register_component("data_loader", _Loader([str(_DATA)], include_default_search_paths=False))
    _register_handlers(session.get_component("event_emitter"))
    return session


def _register_handlers(emitter: Any) -> None:  # noqa: ANN401  # botocore types it as one, and hands out another
    """Register what botocore does on events of our services and of all, in its order."""
    register = {REGISTER_FIRST: emitter.register_first, REGISTER_LAST: emitter.register_last}
    for event, handle, *where in BUILTIN_HANDLERS:
        if _can_come(event):
            (register[where[0]] if where else emitter.register)(event, handle)


def _can_come(event: str) -> bool:
    kind, service, *_ = [*event.split("."), "*"]
    return kind != "docs" and service in {"*", *_SERVICES}
