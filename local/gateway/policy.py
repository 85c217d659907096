"""Does an authorizer's policy let a call through? As IAM reads it, as far as API Gateway uses it."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping, Sequence
from typing import Any

_INVOKE = "execute-api:Invoke"


def allows(policy: Mapping[str, Any], method_arn: str) -> bool:
    """Tell whether a policy allows a call: some statement does, and none denies it.

    Parameters
    ----------
    policy : Mapping[str, Any]
        The authorizer's ``policyDocument``.
    method_arn : str
        Which method of which API is called, on which path.
    """
    effects = {
        statement["Effect"]
        for statement in _listed(policy["Statement"])
        if _names(statement["Action"], _INVOKE) and _names(statement["Resource"], method_arn)
    }
    return effects == {"Allow"}


def _names(patterns: object, name: str) -> bool:
    return any(_matches(str(pattern), name) for pattern in _listed(patterns))


def _matches(pattern: str, name: str) -> bool:
    # Only * and ? are wild in IAM; fnmatch knows brackets, too.
    return re.fullmatch(fnmatch.translate(pattern.replace("[", "[[]")), name) is not None


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
