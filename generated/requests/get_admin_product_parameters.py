# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated GetAdminProductParameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from generated.missing import Missing


class GetAdminProductParameters(Validated):
    """The path, query and header parameters of getAdminProduct."""

    __slots__ = ()
    NAMES = {"if_none_match": "If-None-Match"}
    id: str
    if_none_match: str | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": GetAdminProductParameters,
        "schema": {
            "type": "model-fields",
            "fields": {
                "id": {"type": "model-field", "schema": {"type": "str", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}},
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
                },
            },
            "model_name": "GetAdminProductParameters",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "title": "GetAdminProductParameters",
        },
    }
)
