# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated SetStockRowsParameters."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class SetStockRowsParameters(Validated):
    """The path, query and header parameters of setStockRows."""

    __slots__ = ()
    id: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": SetStockRowsParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "id": {"type": "model-field", "schema": {"type": "str", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}}
            },
            "model_name": "SetStockRowsParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "SetStockRowsParameters",
        },
    }
)
