# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated CartItemCreate."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class CartItemCreate(Validated):
    """The product to add to the cart."""

    __slots__ = ()
    NAMES = {"product_id": "productId"}
    product_id: str
    quantity: int


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": CartItemCreate,
        "schema": {
            "type": "model-fields",
            "fields": {
                "product_id": {
                    "type": "model-field",
                    "schema": {"type": "str", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"},
                    "validation_alias": "productId",
                },
                "quantity": {"type": "model-field", "schema": {"type": "int", "ge": 1, "le": 99}},
            },
            "model_name": "CartItemCreate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "CartItemCreate",
        },
    }
)
