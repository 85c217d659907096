# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Unwrap the responses of the generated functions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from ecommerce_api_client.runtime.problems import UnexpectedAnswer

if TYPE_CHECKING:
    from ecommerce_api_client.types import Response

Model = TypeVar("Model")


def unwrap(model: type[Model], response: Response[Any]) -> Model:
    """Return the model in a response.

    Raises
    ------
    UnexpectedAnswer
        If there is no such model.
    """
    if isinstance(response.parsed, model):
        return response.parsed
    raise UnexpectedAnswer(response.status_code, response.content.decode(errors="replace"))


def new_key() -> str:
    """Return a new random Idempotency-Key."""
    return str(uuid.uuid4())
