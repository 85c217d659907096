"""Context variables in API Gateway's own responses, which the embedded AWS fills in only partly.

It doesn't fill in ``$context`` in mocks, nor the path in gateway responses. Only those responses are changed: a mock is
recognized by its unfilled request id, a gateway response by its request id, which API Gateway sends twice.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

_REQUEST_ID = "context.requestId"
_BODILESS = frozenset({204, 304})


def completed(status: int, headers: Mapping[str, str], body: bytes, path: str) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a response as API Gateway would send them."""
    own = dict(headers)
    request_id = own.get("x-request-id", "")
    if request_id == _REQUEST_ID:
        request_id = own["x-request-id"] = str(uuid.uuid4())
    elif request_id != own.get("x-amzn-requestid"):
        return own, body
    if status in _BODILESS:
        own.pop("content-type", None)
        return own, b""
    text = body.decode().replace("$context.requestId", request_id).replace("$context.path", json.dumps(path)[1:-1])
    return own, text.encode()
