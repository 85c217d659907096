# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated ListUsersParameters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.checks import greater_than_or_equal_validator, integer_of_text, less_than_or_equal_validator
from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from typing import Literal

    from generated.missing import Missing


class ListUsersParameters(Validated):
    """The path, query and header parameters of listUsers."""

    __slots__ = ()
    email: str | Missing
    status: Literal["unverified", "disabled", "deleting", "active"] | Missing
    limit: int
    page: str | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": ListUsersParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "email": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {
                            "type": "str",
                            "max_length": 254,
                            "pattern": "^[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-]([.．]?[A-Za-z0-9Ａ-Ｚａ-ｚ０-９!#$%&'*+/=?^_`{|}~-]){0,63}[@＠][A-Za-z0-9Ａ-Ｚａ-ｚ０-９]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,61}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])?([.．][A-Za-z0-9Ａ-Ｚａ-ｚ０-９]([A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]{0,61}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９])?)+$",
                        },
                        "default": MISSING,
                    },
                },
                "status": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {"type": "literal", "expected": ["unverified", "disabled", "deleting", "active"]},
                        "default": MISSING,
                    },
                },
                "limit": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {
                            "type": "function-after",
                            "function": {"type": "no-info", "function": partial(less_than_or_equal_validator, le=100)},
                            "schema": {
                                "type": "function-after",
                                "function": {
                                    "type": "no-info",
                                    "function": partial(greater_than_or_equal_validator, ge=1),
                                },
                                "schema": {
                                    "type": "function-before",
                                    "function": {"type": "no-info", "function": integer_of_text},
                                    "schema": {"type": "int"},
                                },
                            },
                        },
                        "default": 20,
                    },
                },
                "page": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {"type": "str", "min_length": 1, "max_length": 500, "pattern": "^[A-Za-z0-9_.-]+$"},
                        "default": MISSING,
                    },
                },
            },
            "model_name": "ListUsersParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "ListUsersParameters",
        },
    }
)
