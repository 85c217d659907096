# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated CreateStockAdjustmentParameters."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class CreateStockAdjustmentParameters(Validated):
    """The path, query and header parameters of createStockAdjustment."""

    __slots__ = ()
    NAMES = {"idempotency_key": "Idempotency-Key"}
    id: str
    idempotency_key: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": CreateStockAdjustmentParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "id": {"type": "model-field", "schema": {"type": "str", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}},
                "idempotency_key": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 1, "max_length": 255, "pattern": "^[!-~]{1,255}$"},
                    "validation_alias": "Idempotency-Key",
                },
            },
            "model_name": "CreateStockAdjustmentParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "CreateStockAdjustmentParameters",
        },
    }
)
