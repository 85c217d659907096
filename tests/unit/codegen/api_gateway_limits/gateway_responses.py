"""API Gateway's own responses: gateway responses and their templates."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.unit.codegen.api_gateway_limits.faults import entries, key_faults

if TYPE_CHECKING:
    from tests.unit.codegen.api_gateway_limits.faults import Faults

TYPES = {
    "ACCESS_DENIED",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "EXPIRED_TOKEN",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "REQUEST_TOO_LARGE",
    "RESOURCE_NOT_FOUND",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
    "WAF_FILTERED",
}
_KEYS = {"statusCode", "responseParameters", "responseTemplates"}
_HEADER = re.compile(r"gatewayresponse\.header\.[A-Za-z0-9-]+")
_SOURCE = re.compile(r"'[^']*'|context\.[A-Za-z.]+|method\.request\.(?:path|querystring|header)\.[A-Za-z0-9_-]+")
_STATUS = re.compile(r"[45][0-9]{2}")
_PLACEHOLDER = re.compile(r"\$\{[a-z_]+\}")
_CONTEXT = re.compile(r"\$context(?:\.[A-Za-z]+)+")
_DIRECTIVE = re.compile(r"#\{?(?:set|if|else|elseif|end|foreach|macro|parse|include|stop)\b")


def gateway_response_faults(name: str, response: Any) -> Faults:
    """Yield every fault of a gateway response.

    Parameters
    ----------
    name : str
        Its type, such as ``THROTTLED``.
    response : object
        Its value in the document.
    """
    where = f"gateway response {name}"
    if name not in TYPES:
        yield f"{where}: there is no such type"
    yield from key_faults(response, _KEYS, where, required=("statusCode",))
    if not _STATUS.fullmatch(str(entries({"response": response}, "response").get("statusCode"))):
        yield f"{where}: statusCode is a text of three digits, an error's"
    for header, source in entries(response, "responseParameters").items():
        if not _HEADER.fullmatch(header):
            yield f"{where}: {header} is no gatewayresponse.header"
        if not _SOURCE.fullmatch(str(source)):
            yield f"{where}: {header} must be a 'text', a context variable or a parameter of the request"
    for media_type, template in entries(response, "responseTemplates").items():
        yield from template_faults(f"{where} {media_type}", template)


def template_faults(where: str, template: str) -> Faults:
    """Yield every fault of a template of ours: JSON with ``$context`` variables, and no VTL beside.

    Parameters
    ----------
    where : str
        Prefix of each fault: its location in the document.
    template : str
        Its text, with placeholders of ``templatefile()`` or without.
    """
    plain = _CONTEXT.sub("0", _PLACEHOLDER.sub("", template))
    if "$" in plain or _DIRECTIVE.search(plain):
        yield f"{where}: is not VTL, only $context variables are filled in"
    try:
        json.loads(plain)
    except ValueError:
        yield f"{where}: doesn't become JSON"
