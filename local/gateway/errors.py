"""What the gateway itself refuses, in the one shape that errors have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from codegen.api_gateway.gateway_responses import GATEWAY_PROBLEMS
from handlers.domain import errors
from handlers.runtime import json_text, settings
from handlers.runtime.http import problems
from handlers.runtime.http.response import EXPOSED_HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.domain.errors import Fault
    from handlers.runtime.http.problems import ProblemKind

_MAX_INSTANCE = 8192


class GatewayError(Exception):  # the gateway's word for it, not an error of ours
    """The gateway answers with a problem, and no function runs.

    Parameters
    ----------
    kind : ProblemKind
        Which problem it is.
    detail : str
        What is wrong this time.
    headers : Mapping[str, str]
        What the problem's status asks for, such as ``Allow``.
    faults : Sequence[Fault]
        Every fault of the request, where validation failed.
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
        """The HTTP status; connexion picks the gravest of several refusals by it."""
        return self.kind.status


def unauthorized() -> GatewayError:
    """Return the refusal of a token that is missing or bad."""
    return GatewayError(
        problems.UNAUTHORIZED,
        str(errors.Unauthenticated()),
        headers={"WWW-Authenticate": "Bearer"},
    )


def not_found() -> GatewayError:
    """Return the refusal of a path that isn't there."""
    return GatewayError(problems.NOT_FOUND, "The path doesn't exist.")


def invalid(faults: Sequence[Fault]) -> GatewayError:
    """Return the refusal of a request that breaks the contract."""
    return GatewayError(problems.VALIDATION_FAILED, str(errors.InvalidRequest(faults)), faults=faults)


def gateway_error(response_type: str) -> GatewayError:
    """Return the refusal that the import documents write down for one of API Gateway's response types."""
    problem = GATEWAY_PROBLEMS[response_type]
    # A mapping expression quotes a text.
    headers = {name: value.strip("'") for name, value in problem.headers.items()}
    return GatewayError(problem.kind, problem.detail, headers=headers)


def internal_error() -> GatewayError:
    """Return what is said when the fault is ours."""
    return GatewayError(problems.INTERNAL_ERROR, "Something went wrong on our side. It has been logged.")


def problem_text(refusal: GatewayError, *, instance: str, request_id: str) -> str:
    """Return a refusal as the text of a problem.

    Parameters
    ----------
    refusal : GatewayError
        What is refused, and why; of its faults the first hundred are told.
    instance : str
        The path that was asked for; cut at 8,192 characters.
    request_id : str
        The id of the request, as ``X-Request-Id`` says it.

    Returns
    -------
    str
        JSON of the contract's ``Problem``.
    """
    return json_text.dump(
        problems.problem_body(
            refusal.kind,
            detail=refusal.detail,
            instance=instance[:_MAX_INSTANCE],
            request_id=request_id,
            members={"errors": problems.fault_members(refusal.faults)} if refusal.faults else {},
        )
    )


def problem_headers(refusal: GatewayError, *, request_id: str) -> dict[str, str]:
    """Return the headers of a refusal.

    Parameters
    ----------
    refusal : GatewayError
        What is refused; its own headers win.
    request_id : str
        What ``X-Request-Id`` says.
    """
    return {
        "Content-Type": problems.MEDIA_TYPE,
        "X-Content-Type-Options": "nosniff",
        **answer_headers(request_id),
        **refusal.headers,
    }


def answer_headers(request_id: str) -> dict[str, str]:
    """Return the headers of every answer that the gateway gives itself."""
    return {
        "X-Request-Id": request_id,
        "Access-Control-Allow-Origin": settings.ALLOW_ORIGIN.value(),
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    }


def problem_response(refusal: GatewayError, *, instance: str, request_id: str) -> Response:
    """Return a refusal as a response.

    Parameters
    ----------
    refusal : GatewayError
        What is refused, and why.
    instance : str
        The path that was asked for.
    request_id : str
        The id of the request, in headers and body.
    """
    return Response(
        problem_text(refusal, instance=instance, request_id=request_id),
        status_code=refusal.status,
        headers=problem_headers(refusal, request_id=request_id),
    )
