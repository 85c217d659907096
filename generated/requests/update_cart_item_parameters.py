# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated UpdateCartItemParameters."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class UpdateCartItemParameters(Validated):
    """The path, query and header parameters of updateCartItem."""

    __slots__ = ()
    NAMES = {"item_id": "itemId"}
    item_id: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": UpdateCartItemParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "item_id": {
                    "type": "model-field",
                    "schema": {"type": "str", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"},
                    "validation_alias": "itemId",
                }
            },
            "model_name": "UpdateCartItemParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "UpdateCartItemParameters",
        },
    }
)
