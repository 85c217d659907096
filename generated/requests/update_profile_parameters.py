# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated UpdateProfileParameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from generated.missing import Missing


class UpdateProfileParameters(Validated):
    """The path, query and header parameters of updateProfile."""

    __slots__ = ()
    NAMES = {"if_match": "If-Match"}
    if_match: str | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": UpdateProfileParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "if_match": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {
                            "type": "str",
                            "max_length": 700,
                            "pattern": '^(\\*|(W/)?"[!#-~]{0,64}"([ \\t]*,[ \\t]*(W/)?"[!#-~]{0,64}"){0,9})$',
                        },
                        "default": MISSING,
                    },
                    "validation_alias": "If-Match",
                }
            },
            "model_name": "UpdateProfileParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "UpdateProfileParameters",
        },
    }
)
