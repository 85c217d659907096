# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated PasswordResetConfirmRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class PasswordResetConfirmRequest(Validated):
    """The token of an e-mail, and a new password."""

    __slots__ = ()
    NAMES = {"new_password": "newPassword"}
    token: str
    new_password: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": PasswordResetConfirmRequest,
        "schema": {
            "type": "model-fields",
            "fields": {
                "token": {"type": "model-field", "schema": {"type": "str", "min_length": 1, "max_length": 128}},
                "new_password": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 8, "max_length": 128},
                    "validation_alias": "newPassword",
                },
            },
            "model_name": "PasswordResetConfirmRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "PasswordResetConfirmRequest",
        },
    }
)
