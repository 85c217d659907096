"""The shop whose AWS clients fail when a request asks for it: ``python -m tests.contract.faulty``.

A request names the fault in `HEADER`; the function that answers it meets it at every call of AWS. The authorizer is
not told of headers, so it meets none.
"""

from __future__ import annotations

import io
import json
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from local import run
from local.functions import Functions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.awsrequest import AWSPreparedRequest

HEADER = "x-test-fault"
# What AWS answers: the status and the error's name. None is no answer at all.
FAULTS: dict[str, tuple[int, str] | None] = {
    "throttled": (400, "ProvisionedThroughputExceededException"),
    "failing": (500, "InternalServerError"),
    "silent": None,
    "no table": (400, "ResourceNotFoundException"),
}
_fault: ContextVar[str | None] = ContextVar("fault", default=None)


def inject() -> None:
    """Make the AWS clients of this process meet the faults that requests ask for."""
    session = botocore.session.get_session()
    session.register("before-send", _answer)  # type: ignore[arg-type]  # the stubs know of no answer
    boto3.setup_default_session(botocore_session=session)
    invoke = Functions.invoke

    async def with_fault(self: Functions, key: str, event: Mapping[str, Any]) -> object:
        _fault.set((event.get("headers") or {}).get(HEADER))
        return await invoke(self, key, event)

    Functions.invoke = with_fault  # type: ignore[method-assign]


def _answer(*, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
    asked = _fault.get()
    if asked is None:
        return None
    fault = FAULTS[asked]
    if fault is None:
        raise ReadTimeoutError(endpoint_url=request.url)
    status, name = fault
    body = json.dumps({"__type": name, "message": f"injected: {asked}"}).encode()
    return AWSResponse(request.url, status, HTTPHeaders(), _Raw(body))


class _Raw(io.BytesIO):
    """A body as urllib3 would hand it over."""

    def stream(self, **_: object) -> Iterator[bytes]:
        """Yield it whole."""
        yield self.read()


if __name__ == "__main__":
    inject()
    sys.exit(run.main())
