# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated ProfileUpdate."""

from __future__ import annotations

from functools import partial

from pydantic_core import SchemaValidator

from generated.checks import max_length_validator, min_length_validator, with_visible_character
from generated.requests import Validated


class ProfileUpdate(Validated):
    """The signed-in user's new names."""

    __slots__ = ()
    NAMES = {"first_name": "firstName", "last_name": "lastName"}
    first_name: str
    last_name: str


VALIDATOR = SchemaValidator(
    {
        "type": "definitions",
        "schema": {
            "type": "model",
            "cls": ProfileUpdate,
            "schema": {
                "type": "model-fields",
                "fields": {
                    "first_name": {
                        "type": "model-field",
                        "schema": {
                            "type": "definition-ref",
                            "schema_ref": "generated.models.new_person_name.NewPersonName",
                        },
                        "validation_alias": "firstName",
                    },
                    "last_name": {
                        "type": "model-field",
                        "schema": {
                            "type": "definition-ref",
                            "schema_ref": "generated.models.new_person_name.NewPersonName",
                        },
                        "validation_alias": "lastName",
                    },
                },
                "model_name": "ProfileUpdate",
            },
            "config": {
                "strict": True,
                "allow_inf_nan": False,
                "validate_by_alias": True,
                "validate_by_name": True,
                "serialize_by_alias": True,
                "extra_fields_behavior": "forbid",
                "title": "ProfileUpdate",
            },
        },
        "definitions": [
            {
                "type": "chain",
                "steps": [
                    {
                        "type": "function-after",
                        "function": {"type": "no-info", "function": partial(max_length_validator, max_length=100)},
                        "schema": {
                            "type": "function-after",
                            "function": {"type": "no-info", "function": partial(min_length_validator, min_length=1)},
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
                "ref": "generated.models.new_person_name.NewPersonName",
            }
        ],
    }
)
