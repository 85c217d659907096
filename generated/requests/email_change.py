# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated EmailChange."""

from __future__ import annotations

from functools import partial

from pydantic_core import SchemaValidator

from generated.checks import max_length_validator, with_short_local_part
from generated.requests import Validated


class EmailChange(Validated):
    """The new address, and the current password."""

    __slots__ = ()
    NAMES = {"new_email": "newEmail", "current_password": "currentPassword"}
    new_email: str
    current_password: str


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": EmailChange,
        "schema": {
            "type": "model-fields",
            "fields": {
                "new_email": {
                    "type": "model-field",
                    "schema": {
                        "type": "chain",
                        "steps": [
                            {
                                "type": "function-after",
                                "function": {
                                    "type": "no-info",
                                    "function": partial(max_length_validator, max_length=254),
                                },
                                "schema": {
                                    "type": "function-after",
                                    "function": {"type": "no-info", "function": with_short_local_part},
                                    "schema": {"type": "str"},
                                },
                            },
                            {
                                "type": "str",
                                "pattern": "^[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-]([.．]?[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-])*[@＠]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,61}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])?[.．])+([A-Za-zＡ-Ｚａ-ｚ]{2,63}|[XxＸｘ][NnＮｎ]--[A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,58}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])$",
                            },
                        ],
                    },
                    "validation_alias": "newEmail",
                },
                "current_password": {
                    "type": "model-field",
                    "schema": {"type": "str", "min_length": 1, "max_length": 128},
                    "validation_alias": "currentPassword",
                },
            },
            "model_name": "EmailChange",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "EmailChange",
        },
    }
)
