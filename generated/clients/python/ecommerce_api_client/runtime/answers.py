# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""From what the generated functions return to what was asked for."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from ecommerce_api_client.runtime.problems import UnexpectedAnswer

if TYPE_CHECKING:
    from ecommerce_api_client.types import Response

Model = TypeVar("Model")


def answered(model: type[Model], response: Response[Any]) -> Model:
    """Return the model that an answer holds.

    Raises
    ------
    UnexpectedAnswer
        If it holds none.
    """
    if isinstance(response.parsed, model):
        return response.parsed
    raise UnexpectedAnswer(response.status_code, response.content.decode(errors="replace"))


def new_key() -> str:
    """Return an Idempotency-Key that nobody has used."""
    return str(uuid.uuid4())
