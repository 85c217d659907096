"""Security schemes and the methods that require them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.unit.codegen.api_gateway_limits.faults import entries, key_faults

if TYPE_CHECKING:
    from codegen.contract import Node
    from tests.unit.codegen.api_gateway_limits.faults import Faults

_AUTHTYPE = "x-amazon-apigateway-authtype"
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_SCHEME = {"type", "in", "name", _AUTHTYPE, _AUTHORIZER}
_TOKEN_AUTHORIZER = {
    "type",
    "authorizerUri",
    "authorizerCredentials",
    "authorizerResultTtlInSeconds",
    "identityValidationExpression",
}
_TTL_SECONDS = range(3601)


def scheme_faults(name: str, scheme: Any) -> Faults:
    """Yield every fault of a security scheme.

    Parameters
    ----------
    name : str
        Its name in ``components/securitySchemes``.
    scheme : object
        Its value in the document.
    """
    where = f"components/securitySchemes/{name}"
    yield from key_faults(scheme, _SCHEME, where, required=("type", "in", "name"))
    if not isinstance(scheme, dict):
        return
    if scheme.get("type") != "apiKey" or scheme.get("in") != "header":
        yield f"{where}: must be of type apiKey, in a header"
    if _AUTHORIZER in scheme:
        if scheme.get(_AUTHTYPE) != "custom":
            yield f"{where}: {_AUTHTYPE} must be custom"
        yield from _authorizer_faults(f"{where} authorizer", scheme[_AUTHORIZER])
    elif str(scheme.get("name")).lower() != "x-api-key":
        yield f"{where}: without an authorizer it is an API key, whose header is x-api-key"


def _authorizer_faults(where: str, authorizer: Any) -> Faults:
    yield from key_faults(authorizer, _TOKEN_AUTHORIZER, where, required=("type", "authorizerUri"))
    found = entries({"authorizer": authorizer}, "authorizer")
    if found.get("type") != "token":
        yield f"{where}: type must be token"
    if found.get("authorizerResultTtlInSeconds", 300) not in _TTL_SECONDS:
        yield f"{where}: authorizerResultTtlInSeconds is 0 to 3600"
    try:
        re.compile(str(found.get("identityValidationExpression", "")))
    except re.error as error:
        yield f"{where}: identityValidationExpression: {error}"


def requirement_faults(where: str, security: Any, document: Node) -> Faults:
    """Yield every fault of a method's requirements: a single one, as API Gateway has no alternatives.

    Parameters
    ----------
    where : str
        Prefix of each fault: its location in the document.
    security : object
        The method's ``security`` in the document.
    document : Node
        The whole document, for the schemes that it names.
    """
    if not isinstance(security, list) or len(security) > 1:
        yield f"{where}: security is a list of one requirement at most"
        return
    schemes = entries(document.get("components"), "securitySchemes")
    for name in (name for requirement in security for name in requirement):
        if name not in schemes:
            yield f"{where}: there is no security scheme {name}"
