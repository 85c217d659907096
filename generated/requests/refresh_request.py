# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated RefreshRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class RefreshRequest(Validated):
    """The refresh token of a session."""

    __slots__ = ()
    NAMES = {"refresh_token": "refreshToken"}
    refresh_token: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": RefreshRequest,
        "schema": {
            "type": "model-fields",
            "fields": {
                "refresh_token": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 1, "max_length": 256},
                    "validation_alias": "refreshToken",
                }
            },
            "model_name": "RefreshRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "RefreshRequest",
        },
    }
)
