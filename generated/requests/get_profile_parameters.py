# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated GetProfileParameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from generated.missing import Missing


class GetProfileParameters(Validated):
    """The path, query and header parameters of getProfile."""

    __slots__ = ()
    NAMES = {"if_none_match": "If-None-Match"}
    if_none_match: str | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": GetProfileParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "if_none_match": {
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
                    "validation_alias": "If-None-Match",
                }
            },
            "model_name": "GetProfileParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "GetProfileParameters",
        },
    }
)
