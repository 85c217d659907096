# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated CreateOrderParameters."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class CreateOrderParameters(Validated):
    """The path, query and header parameters of createOrder."""

    __slots__ = ()
    NAMES = {"idempotency_key": "Idempotency-Key"}
    idempotency_key: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": CreateOrderParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "idempotency_key": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 1, "max_length": 255, "pattern": "^[!-~]{1,255}$"},
                    "validation_alias": "Idempotency-Key",
                }
            },
            "model_name": "CreateOrderParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "CreateOrderParameters",
        },
    }
)
