"""What goes wrong at one call of a function that runs in this process, its payment service's calls among them."""

from __future__ import annotations

import io
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore import endpoint
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError

from handlers.runtime import clients
from handlers.store import contention
from tests.integration.handlers.faulty_aws import cancelled, error
from tests.integration.handlers.interleaving import die

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pytest
    from botocore.awsrequest import AWSPreparedRequest

    from tests.integration.handlers.faulty_aws import Refusal

    # What botocore's types don't know: a hook before sending may answer itself.
    type Hook = Callable[..., Any]
    type Act = Callable[[Any, str, AWSPreparedRequest], AWSResponse | None]


class _Raw(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def _refused(refusal: Refusal, request: AWSPreparedRequest) -> AWSResponse:
    headers = {"Content-Type": refusal.content_type}
    return AWSResponse(request.url, refusal.status, headers, _Raw(refusal.body))  # type: ignore[arg-type]  # it is read


def _is_throttled(_: Any, operation: str, request: AWSPreparedRequest) -> AWSResponse:
    if operation == "Invoke":
        return _refused(error("TooManyRequestsException", status=429), request)
    return _refused(error("ProvisionedThroughputExceededException"), request)


def _fails(_: Any, operation: str, request: AWSPreparedRequest) -> AWSResponse:
    return _refused(error("ServiceException" if operation == "Invoke" else "InternalServerError", status=500), request)


def _conflicts(_: Any, operation: str, request: AWSPreparedRequest) -> AWSResponse | None:
    if operation == "TransactWriteItems":
        return _refused(cancelled("TransactionConflict"), request)
    if operation in {"PutItem", "UpdateItem"}:
        return _refused(error("TransactionConflictException"), request)
    return None


def _breaks(*_: object) -> AWSResponse:
    raise ConnectionClosedError(endpoint_url="nowhere")


def _loses_its_answer(client: Any, _: str, request: AWSPreparedRequest) -> AWSResponse:
    client._endpoint.http_session.send(request)
    raise ConnectionClosedError(endpoint_url="nowhere")


def _dies_before(*_: object) -> AWSResponse | None:
    # The payment service's threads answer HTTP: a dead one is what a lost answer is.
    if threading.current_thread() is threading.main_thread():
        die()
    return _breaks()


def _dies_after(client: Any, _: str, request: AWSPreparedRequest) -> AWSResponse:
    client._endpoint.http_session.send(request)
    if threading.current_thread() is threading.main_thread():
        die()
    return _breaks()


MISHAPS: Mapping[str, Act] = {
    "is throttled": _is_throttled,
    "fails": _fails,
    "meets another transaction": _conflicts,
    "breaks": _breaks,
    "loses its answer": _loses_its_answer,
    "dies before": _dies_before,
    "dies after": _dies_after,
}


@contextmanager
def mishap(number: int, what: str, *, times: int) -> Iterator[None]:
    """Let something go wrong at a call, counted from 0, and at those that follow it.

    Parameters
    ----------
    what : str
        One of `MISHAPS`.
    times : int
        At how many calls in a row: a few are mended by trying again.
    """
    lock, seen = threading.Lock(), 0

    def hook_of(client: Any) -> Hook:
        def hook(*, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse | None:
            nonlocal seen
            with lock:
                place, seen = seen, seen + 1
            is_struck = number <= place < number + times
            return MISHAPS[what](client, event_name.rpartition(".")[2], request) if is_struck else None

        return hook

    hooks = [(client, hook_of(client)) for client in (clients.dynamodb(), clients.lambda_())]
    for client, hook in hooks:
        client.meta.events.register_first("before-send", hook)
    try:
        yield
    finally:
        for client, hook in hooks:
            client.meta.events.unregister("before-send", hook)


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Let nobody wait before trying again: that is not what is tried here."""

    class Hurried:
        monotonic, time = staticmethod(time.monotonic), staticmethod(time.time)

        @staticmethod
        def sleep(_: float) -> None:
            return

    for module in (endpoint, contention):
        patch.setattr(module, "time", Hurried)
