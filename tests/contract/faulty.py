"""The shop whose AWS clients fail on a request's demand: ``python -m tests.contract.faulty``.

A request names the fault in `HEADER`; every call that its function makes to the failing services meets that fault.
The authorizer, the payment service and the scheduled jobs get no headers, so they meet none.
"""

import io
import json
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from botocore.handlers import BUILTIN_HANDLERS
from urllib3 import HTTPResponse

from local import run
from local.aws.functions import Functions

HEADER = "x-test-fault"


@dataclass(frozen=True, slots=True)
class Fault:
    """The error that AWS returns, from one service or all; without a status, the read timeout expires."""

    service: str | None = None
    status: int | None = None
    error: str | None = None
    after_payment: bool = False


FAULTS = {
    "throttled": Fault(None, 400, "ProvisionedThroughputExceededException"),
    "failing": Fault(None, 500, "InternalServerError"),
    "silent": Fault(),
    "no table": Fault(None, 400, "ResourceNotFoundException"),
    "payment throttled": Fault("lambda", 429, "TooManyRequestsException"),
    "payment failing": Fault("lambda", 500, "ServiceException"),
    "payment silent": Fault("lambda"),
    "no payment function": Fault("lambda", 404, "ResourceNotFoundException"),
    "throttled after payment": Fault("dynamodb", 400, "ProvisionedThroughputExceededException", after_payment=True),
}
_fault: ContextVar[str | None] = ContextVar("fault", default=None)
_is_paid: ContextVar[bool] = ContextVar("is_paid", default=False)


def inject() -> None:
    """Inject the faults that requests name into the AWS clients of this process."""
    # Sessions created from now on take their handlers from there.
    BUILTIN_HANDLERS.append(("before-send", _respond))
    invoke = Functions.invoke

    async def with_fault(self: Functions, key: str, event: Mapping[str, Any]) -> object:
        _fault.set((event.get("headers") or {}).get(HEADER))
        return await invoke(self, key, event)

    Functions.invoke = with_fault  # type: ignore[method-assign]


def _respond(*, event_name: str, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
    name = _fault.get()
    if name is None:
        return None
    fault, service = FAULTS[name], event_name.split(".")[1]
    if service == "lambda":
        _is_paid.set(True)
    if fault.service not in {None, service} or (fault.after_payment and not _is_paid.get()):
        return None
    if fault.status is None:
        raise ReadTimeoutError(endpoint_url=request.url)
    body = json.dumps({"__type": fault.error, "message": f"injected: {name}"}).encode()
    return AWSResponse(request.url, fault.status, HTTPHeaders(), HTTPResponse(io.BytesIO(body), preload_content=False))


if __name__ == "__main__":
    inject()
    sys.exit(run.main())
