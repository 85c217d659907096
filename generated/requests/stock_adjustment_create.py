# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated StockAdjustmentCreate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.checks import max_length_validator, min_length_validator, with_visible_character
from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from generated.missing import Missing


class StockAdjustmentCreate(Validated):
    """A change of a product's stock."""

    __slots__ = ()
    change: int
    reason: str | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": StockAdjustmentCreate,
        "schema": {
            "type": "model-fields",
            "fields": {
                "change": {"type": "model-field", "schema": {"type": "int", "ge": -1000000, "le": 1000000}},
                "reason": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {
                            "type": "chain",
                            "steps": [
                                {
                                    "type": "function-after",
                                    "function": {
                                        "type": "no-info",
                                        "function": partial(max_length_validator, max_length=200),
                                    },
                                    "schema": {
                                        "type": "function-after",
                                        "function": {
                                            "type": "no-info",
                                            "function": partial(min_length_validator, min_length=1),
                                        },
                                        "schema": {
                                            "type": "function-after",
                                            "function": {"type": "no-info", "function": with_visible_character},
                                            "schema": {"type": "str"},
                                        },
                                    },
                                },
                                {
                                    "type": "str",
                                    "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]*[^\\u0000-\\u0020\\u007F-\\u00A0\\u00AD\\u0300-\\u036F\\u061C\\u115F\\u1160\\u1680\\u17B4\\u17B5\\u180B-\\u180F\\u2000-\\u200F\\u2028-\\u202F\\u205F-\\u206F\\u2800\\u3000\\u3164\\uE000-\\uF8FF\\uFDD0-\\uFDEF\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\uFFFE\\uFFFF][^\\u0000-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]*$",
                                },
                            ],
                        },
                        "default": MISSING,
                    },
                },
            },
            "model_name": "StockAdjustmentCreate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "StockAdjustmentCreate",
        },
    }
)
