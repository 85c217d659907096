# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated UserRoleUpdate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.requests import Validated

if TYPE_CHECKING:
    from typing import Literal


class UserRoleUpdate(Validated):
    """A new role of an account."""

    __slots__ = ()
    role: Literal["customer", "admin"]


VALIDATOR = SchemaValidator(
    {
        "type": "model",
        "cls": UserRoleUpdate,
        "schema": {
            "type": "model-fields",
            "fields": {
                "role": {"type": "model-field", "schema": {"type": "literal", "expected": ["customer", "admin"]}}
            },
            "model_name": "UserRoleUpdate",
        },
        "config": {
            "strict": True,
            "allow_inf_nan": False,
            "validate_by_alias": True,
            "validate_by_name": True,
            "serialize_by_alias": True,
            "extra_fields_behavior": "forbid",
            "title": "UserRoleUpdate",
        },
    }
)
