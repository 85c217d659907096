# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated CartItemUpdate."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class CartItemUpdate(Validated):
    """The new quantity."""

    __slots__ = ()
    quantity: int


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": CartItemUpdate,
        "schema": {
            "type": "model-fields",
            "fields": {"quantity": {"type": "model-field", "schema": {"type": "int", "ge": 1, "le": 99}}},
            "model_name": "CartItemUpdate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "CartItemUpdate",
        },
    }
)
