# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated PasswordResetRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class PasswordResetRequest(Validated):
    """The address of the account whose password is forgotten."""

    __slots__ = ()
    email: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": PasswordResetRequest,
        "schema": {
            "type": "model-fields",
            "fields": {
                "email": {
                    "type": "model-field",
                    "schema": {
                        "type": "str",
                        "max_length": 254,
                        "pattern": "^[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-]([.．]?[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-]){0,63}[@＠][A-Za-z0-9Ａ-Ｚａ-ｚ０-９]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,61}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])?([.．][A-Za-z0-9Ａ-Ｚａ-ｚ０-９]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,61}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])?)+$",
                    },
                }
            },
            "model_name": "PasswordResetRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "PasswordResetRequest",
        },
    }
)
