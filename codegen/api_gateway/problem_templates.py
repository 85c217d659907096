"""Problems that API Gateway itself answers with: the bodies, and the headers that all of them carry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codegen.api_gateway.placeholders import ALLOW_ORIGIN, DOCS_URL
from handlers.runtime.http.problems import MEDIA_TYPE
from handlers.runtime.http.response import EXPOSED_HEADERS

if TYPE_CHECKING:
    from handlers.runtime.http.problems import ProblemKind

# Mapping expressions: a quoted text stands for itself.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": f"'{ALLOW_ORIGIN}'",
    "Access-Control-Expose-Headers": f"'{EXPOSED_HEADERS}'",
    "X-Request-Id": "context.requestId",
}
PROBLEM_HEADERS = CORS_HEADERS | {"Content-Type": f"'{MEDIA_TYPE}'", "X-Content-Type-Options": "'nosniff'"}


def problem_template(kind: ProblemKind, detail: str) -> str:
    """Return the template of a problem's body.

    It holds nothing but ``$context`` variables whose values need no escaping, as a gateway response's template isn't
    VTL and can't escape: the path comes as it was sent, percent-encoded, and the request id is ours.

    Parameters
    ----------
    kind : ProblemKind
        Which problem it is.
    detail : str
        What is wrong, as plain text or a ``$context`` variable.

    Returns
    -------
    str
        JSON, with the placeholder for the URL of the documentation.
    """
    body = {
        "type": f"{DOCS_URL}/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": "$context.path",
        "requestId": "$context.requestId",
    }
    return json.dumps(body)
