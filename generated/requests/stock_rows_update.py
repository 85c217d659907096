# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated StockRowsUpdate."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class StockRowsUpdate(Validated):
    """A new number of rows that hold a product's stock."""

    __slots__ = ()
    rows: int


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": StockRowsUpdate,
        "schema": {
            "type": "model-fields",
            "fields": {"rows": {"type": "model-field", "schema": {"type": "int", "ge": 1, "le": 64}}},
            "model_name": "StockRowsUpdate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "StockRowsUpdate",
        },
    }
)
