# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated PasswordChange."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class PasswordChange(Validated):
    """The current and the new password."""

    __slots__ = ()
    NAMES = {"current_password": "currentPassword", "new_password": "newPassword"}
    current_password: str
    new_password: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": PasswordChange,
        "schema": {
            "type": "model-fields",
            "fields": {
                "current_password": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 1, "max_length": 128},
                    "validation_alias": "currentPassword",
                },
                "new_password": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 8, "max_length": 128},
                    "validation_alias": "newPassword",
                },
            },
            "model_name": "PasswordChange",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "PasswordChange",
        },
    }
)
