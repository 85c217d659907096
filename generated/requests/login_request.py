# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated LoginRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class LoginRequest(Validated):
    """An account's e-mail address and password."""

    __slots__ = ()
    email: str
    password: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": LoginRequest,
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
                },
                "password": {"type": "model-field", "schema": {"type": "str", "min_length": 1, "max_length": 128}},
            },
            "model_name": "LoginRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "LoginRequest",
        },
    }
)
