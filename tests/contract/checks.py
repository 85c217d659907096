"""A check that Schemathesis lacks: exactly the principals that an operation excludes get a 403."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, coverage_scenario

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, Response

_PRINCIPAL = os.environ["CONTRACT_TEST_PRINCIPAL"]
_REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@schemathesis.check
def roles_conformance(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """Compare a refusal with the operation's ``x-roles``."""
    if _may_miss_the_operation(case):
        return
    allowed = _PRINCIPAL in case.operation.definition.raw["x-roles"]
    if allowed:
        assert not _is_forbidden(response), f"{_PRINCIPAL} is in x-roles, but got a 403 for its role"
    else:
        assert response.status_code in _REFUSALS, f"{_PRINCIPAL} is not in x-roles, and got {response.status_code}"


def _may_miss_the_operation(case: Case[Any]) -> bool:
    """Return whether the path or the method sent may differ from the operation's."""
    if coverage_scenario(case) in REQUEST_SHAPE_PROBES:
        return True
    return case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH)


def _is_forbidden(response: Response) -> bool:
    return response.status_code == HTTPStatus.FORBIDDEN and response.json()["type"].endswith("/forbidden")
