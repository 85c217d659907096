"""The gateway's own error responses: problem+json, as the handlers'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from codegen.api_gateway.gateway_responses import GATEWAY_PROBLEMS
from handlers.domain import errors
from handlers.runtime import json_text
from handlers.runtime.http import problems
from handlers.runtime.http.headers import EXPOSED_HEADERS
from handlers.runtime.http.response import allow_origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.domain.errors import Fault
    from handlers.runtime.http.problems import ProblemKind

_MAX_INSTANCE = 8192


class GatewayError(Exception):
    """The gateway returns a problem instead of invoking a function.

    Parameters
    ----------
    kind : ProblemKind
        The kind of problem.
    detail : str
        The fault in this request.
    headers : Mapping[str, str]
        Headers that the status requires, such as ``Allow``.
    faults : Sequence[Fault]
        Every fault of a request that failed validation.
    """

    def __init__(
        self, kind: ProblemKind, detail: str, *, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self.faults = faults

    @property
    def status(self) -> int:
        """The HTTP status, by which connexion chooses among the errors of several security schemes."""
        return self.kind.status


def unauthorized() -> GatewayError:
    """Return the error for a missing or invalid token."""
    return GatewayError(
        problems.UNAUTHORIZED,
        str(errors.Unauthenticated()),
        headers={"WWW-Authenticate": "Bearer"},
    )


def not_found() -> GatewayError:
    """Return the error for an unknown path."""
    return GatewayError(problems.NOT_FOUND, "The path doesn't exist.")


def invalid(faults: Sequence[Fault]) -> GatewayError:
    """Return the error for a request that breaks the contract."""
    return GatewayError(problems.VALIDATION_FAILED, str(errors.InvalidRequest(faults)), faults=faults)


def gateway_error(response_type: str) -> GatewayError:
    """Return the error that the import documents define for one of API Gateway's response types."""
    problem = GATEWAY_PROBLEMS[response_type]
    # A mapping expression puts a literal in quotes.
    headers = {name: value.strip("'") for name, value in problem.headers.items()}
    return GatewayError(problem.kind, problem.detail, headers=headers)


def internal_error() -> GatewayError:
    """Return the error for an internal failure."""
    return GatewayError(problems.INTERNAL_ERROR, "Something went wrong on our side. It has been logged.")


def problem_text(error: GatewayError, *, instance: str, request_id: str) -> str:
    """Return an error as a JSON ``Problem``, with at most a hundred faults and 8,192 characters of the path."""
    return json_text.dump(
        problems.problem_body(
            error.kind,
            detail=error.detail,
            instance=instance[:_MAX_INSTANCE],
            request_id=request_id,
            members={"errors": problems.fault_members(error.faults)} if error.faults else {},
        )
    )


def problem_headers(error: GatewayError, *, request_id: str, origin: str = "") -> dict[str, str]:
    """Return the headers of an error's response; the error's own headers take precedence."""
    return {
        "Content-Type": problems.MEDIA_TYPE,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        **common_headers(request_id, origin),
        **error.headers,
    }


def common_headers(request_id: str, origin: str) -> dict[str, str]:
    """Return the headers of every response that the gateway itself makes, for a request's origin."""
    return {
        "X-Request-Id": request_id,
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
        **allow_origin(origin),
    }


def problem_response(error: GatewayError, *, instance: str, request_id: str, origin: str = "") -> Response:
    """Return an error as a response."""
    return Response(
        problem_text(error, instance=instance, request_id=request_id),
        status_code=error.status,
        headers=problem_headers(error, request_id=request_id, origin=origin),
    )
