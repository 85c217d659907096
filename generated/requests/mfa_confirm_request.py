# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated MfaConfirmRequest."""

from __future__ import annotations

from pydantic_core import SchemaValidator

from generated.requests import Validated


class MfaConfirmRequest(Validated):
    """The first code of an authenticator app."""

    __slots__ = ()
    code: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": MfaConfirmRequest,
        "schema": {
            "type": "model-fields",
            "fields": {"code": {"type": "model-field", "schema": {"type": "str", "pattern": "^[0-9]{6}$"}}},
            "model_name": "MfaConfirmRequest",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "MfaConfirmRequest",
        },
    }
)
