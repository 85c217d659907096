# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated DeletionRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class DeletionRequest(Validated):
    """The current password."""

    __slots__ = ()
    NAMES = {"current_password": "currentPassword"}
    current_password: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": DeletionRequest,
        "schema": {
            "type": "model-fields",
            "fields": {
                "current_password": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 1, "max_length": 128},
                    "validation_alias": "currentPassword",
                }
            },
            "model_name": "DeletionRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "DeletionRequest",
        },
    }
)
