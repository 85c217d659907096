# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated DeletionUndoRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class DeletionUndoRequest(Validated):
    """The token of the e-mail about the deletion."""

    __slots__ = ()
    token: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": DeletionUndoRequest,
        "schema": {
            "type": "model-fields",
            "fields": {"token": {"type": "model-field", "schema": {"type": "str", "min_length": 1, "max_length": 128}}},
            "model_name": "DeletionUndoRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "DeletionUndoRequest",
        },
    }
)
