# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated CreateProductParameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from generated.missing import Missing


class CreateProductParameters(Validated):
    """The path, query and header parameters of createProduct."""

    __slots__ = ()
    NAMES = {"idempotency_key": "Idempotency-Key"}
    idempotency_key: str | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": CreateProductParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "idempotency_key": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {"type": "str", "min_length": 1, "max_length": 255, "pattern": "^[!-~]{1,255}$"},
                        "default": MISSING,
                    },
                    "validation_alias": "Idempotency-Key",
                }
            },
            "model_name": "CreateProductParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "CreateProductParameters",
        },
    }
)
