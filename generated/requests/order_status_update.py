# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated OrderStatusUpdate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.requests import Validated

if TYPE_CHECKING:
    from typing import Literal


class OrderStatusUpdate(Validated):
    """The order's new status."""

    __slots__ = ()
    status: Literal["pending", "processing", "completed", "cancelled"]


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": OrderStatusUpdate,
        "schema": {
            "type": "model-fields",
            "fields": {
                "status": {
                    "type": "model-field",
                    "schema": {"type": "literal", "expected": ["pending", "processing", "completed", "cancelled"]},
                }
            },
            "model_name": "OrderStatusUpdate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "OrderStatusUpdate",
        },
    }
)
