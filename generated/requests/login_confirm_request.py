# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated LoginConfirmRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class LoginConfirmRequest(Validated):
    """The challenge of a login, and a code of the second factor."""

    __slots__ = ()
    challenge: str
    code: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": LoginConfirmRequest,
        "schema": {
            "type": "model-fields",
            "fields": {
                "challenge": {"type": "model-field", "schema": {"type": "str", "min_length": 1, "max_length": 128}},
                "code": {
                    "type": "model-field",
                    "schema": {"type": "str", "pattern": "^([0-9]{6}|[A-Za-z2-7]{5}(-[A-Za-z2-7]{5}){4})$"},
                },
            },
            "model_name": "LoginConfirmRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "LoginConfirmRequest",
        },
    }
)
