# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated ProductUpdate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.checks import (
    decimal_of_integer,
    greater_than_or_equal_validator,
    in_cents,
    less_than_or_equal_validator,
    max_length_validator,
    min_length_validator,
    with_visible_character,
)
from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from generated.missing import Missing


class ProductUpdate(Validated):
    """A product's new properties."""

    __slots__ = ()
    NAMES = {"is_active": "isActive"}
    name: str
    description: str | Missing
    price: Decimal
    currency: Literal["USD", "EUR", "GBP"] | Missing
    category: str
    stock: int | Missing
    is_active: bool | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": ProductUpdate,
        "schema": {
            "type": "model-fields",
            "fields": {
                "name": {
                    "type": "model-field",
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
                },
                "description": {
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
                                        "function": partial(max_length_validator, max_length=4000),
                                    },
                                    "schema": {
                                        "type": "function-after",
                                        "function": {"type": "no-info", "function": with_visible_character},
                                        "schema": {"type": "str"},
                                    },
                                },
                                {
                                    "type": "str",
                                    "pattern": "^([^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]*[^\\u0000-\\u0020\\u007F-\\u00A0\\u00AD\\u0300-\\u036F\\u061C\\u115F\\u1160\\u1680\\u17B4\\u17B5\\u180B-\\u180F\\u2000-\\u200F\\u2028-\\u202F\\u205F-\\u206F\\u2800\\u3000\\u3164\\uE000-\\uF8FF\\uFDD0-\\uFDEF\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\uFFFE\\uFFFF][^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]*)?$",
                                },
                            ],
                        },
                        "default": MISSING,
                    },
                },
                "price": {
                    "type": "model-field",
                    "schema": {
                        "type": "function-after",
                        "function": {"type": "no-info", "function": partial(less_than_or_equal_validator, le=1000000)},
                        "schema": {
                            "type": "function-after",
                            "function": {"type": "no-info", "function": partial(greater_than_or_equal_validator, ge=0)},
                            "schema": {
                                "type": "function-after",
                                "function": {"type": "no-info", "function": in_cents},
                                "schema": {
                                    "type": "function-before",
                                    "function": {"type": "no-info", "function": decimal_of_integer},
                                    "schema": {"type": "decimal"},
                                },
                            },
                        },
                    },
                },
                "currency": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {"type": "literal", "expected": ["USD", "EUR", "GBP"]},
                        "default": MISSING,
                    },
                },
                "category": {"type": "model-field", "schema": {"type": "str", "pattern": "^[a-z0-9][a-z0-9-]{0,49}$"}},
                "stock": {
                    "type": "model-field",
                    "schema": {
                        "type": "default",
                        "schema": {"type": "int", "ge": 0, "le": 1000000},
                        "default": MISSING,
                    },
                },
                "is_active": {
                    "type": "model-field",
                    "schema": {"type": "default", "schema": {"type": "bool"}, "default": MISSING},
                    "validation_alias": "isActive",
                },
            },
            "model_name": "ProductUpdate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "ProductUpdate",
        },
    }
)
