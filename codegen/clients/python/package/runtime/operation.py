"""An operation of the contract, and the check of its arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecommerce_api_client.runtime.problems import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Mapping

# The key of a request's extension with its operation.
OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the contract.

    Parameters
    ----------
    name : str
        Its operationId.
    successes : Mapping[int, bool]
        Whether a successful response has a JSON body, by status.
    """

    name: str
    successes: Mapping[int, bool]


def check(name: str, value: object, pattern: str) -> None:
    """Check an argument against the contract's pattern.

    Raises
    ------
    InvalidArgument
        If it doesn't match.
    """
    if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
        raise InvalidArgument(f"{name}: {value!r} doesn't match {pattern}")
