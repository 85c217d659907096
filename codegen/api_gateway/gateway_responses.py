"""The responses that API Gateway returns itself: each of its response types as one of our problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.api_gateway.placeholders import GATEWAY_ORIGIN
from codegen.api_gateway.problem_templates import PROBLEM_HEADERS, problem_template
from handlers.domain import errors
from handlers.runtime.http import problems
from handlers.runtime.http.request import UnsupportedMediaType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.contract import Node
    from handlers.runtime.http.problems import ProblemKind

_NO_SUCH_PATH = "The path doesn't exist."
_INTERNAL_DETAIL = "Something went wrong on our side. It has been logged."


@dataclass(frozen=True, slots=True)
class GatewayProblem:
    """A problem with its detail and its own headers, in addition to those of every problem."""

    kind: ProblemKind
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)


_INTERNAL_ERROR = GatewayProblem(problems.INTERNAL_ERROR, _INTERNAL_DETAIL)
_NOT_FOUND = GatewayProblem(problems.NOT_FOUND, _NO_SUCH_PATH)

# All types are listed: a missing one would get a default response, whose body can't contain its status.
GATEWAY_PROBLEMS: Mapping[str, GatewayProblem] = {
    "ACCESS_DENIED": GatewayProblem(problems.FORBIDDEN, str(errors.Forbidden())),
    "API_CONFIGURATION_ERROR": _INTERNAL_ERROR,
    "AUTHORIZER_CONFIGURATION_ERROR": _INTERNAL_ERROR,
    "AUTHORIZER_FAILURE": _INTERNAL_ERROR,
    "BAD_REQUEST_BODY": GatewayProblem(problems.VALIDATION_FAILED, "The body doesn't match the contract."),
    "BAD_REQUEST_PARAMETERS": GatewayProblem(problems.VALIDATION_FAILED, "A parameter is missing."),
    "DEFAULT_4XX": GatewayProblem(problems.VALIDATION_FAILED, "The request can't be read."),
    "DEFAULT_5XX": _INTERNAL_ERROR,
    # No request is signed: API Gateway returns these two for an unknown path with an Authorization header.
    "EXPIRED_TOKEN": _NOT_FOUND,
    "INVALID_SIGNATURE": _NOT_FOUND,
    "INTEGRATION_FAILURE": _INTERNAL_ERROR,
    "INTEGRATION_TIMEOUT": GatewayProblem(problems.TIMEOUT, "The request timed out."),
    "INVALID_API_KEY": GatewayProblem(problems.INVALID_API_KEY, "Send a valid API key as X-Api-Key."),
    "MISSING_AUTHENTICATION_TOKEN": _NOT_FOUND,
    "QUOTA_EXCEEDED": GatewayProblem(
        problems.QUOTA_EXCEEDED, "The API key's monthly quota is used up.", {"Retry-After": "'3600'"}
    ),
    "REQUEST_TOO_LARGE": GatewayProblem(problems.PAYLOAD_TOO_LARGE, "The request is too large."),
    "RESOURCE_NOT_FOUND": _NOT_FOUND,
    "THROTTLED": GatewayProblem(
        problems.TOO_MANY_REQUESTS, "Too many requests. Try again soon.", {"Retry-After": "'1'"}
    ),
    "UNAUTHORIZED": GatewayProblem(
        problems.UNAUTHORIZED, str(errors.Unauthenticated()), {"WWW-Authenticate": "'Bearer'"}
    ),
    "UNSUPPORTED_MEDIA_TYPE": GatewayProblem(problems.UNSUPPORTED_MEDIA_TYPE, str(UnsupportedMediaType())),
    "WAF_FILTERED": GatewayProblem(problems.FORBIDDEN, "The firewall blocked the request."),
}


def gateway_responses() -> Node:
    """Return the document's gateway responses."""
    return {name: _gateway_response(problem) for name, problem in GATEWAY_PROBLEMS.items()}


def _gateway_response(problem: GatewayProblem) -> Node:
    headers = PROBLEM_HEADERS | {"Access-Control-Allow-Origin": GATEWAY_ORIGIN} | dict(problem.headers)
    return {
        "statusCode": str(problem.kind.status),
        "responseParameters": {f"gatewayresponse.header.{name}": value for name, value in headers.items()},
        "responseTemplates": {"application/json": problem_template(problem.kind, problem.detail)},
    }
