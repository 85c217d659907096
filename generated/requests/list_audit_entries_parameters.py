# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated ListAuditEntriesParameters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.checks import greater_than_or_equal_validator, integer_of_text, less_than_or_equal_validator
from generated.missing import MISSING
from generated.requests import Validated

if TYPE_CHECKING:
    from generated.missing import Missing


class ListAuditEntriesParameters(Validated):
    """The path, query and header parameters of listAuditEntries."""

    __slots__ = ()
    NAMES = {"from_": "from"}
    actor: str | Missing
    target: str | Missing
    from_: str | Missing
    to: str | Missing
    limit: int
    page: str | Missing


VALIDATOR = SchemaValidator(
    {
        "type": "definitions",
        "schema": {
            "type": "model",
            "cls": ListAuditEntriesParameters,
            "schema": {
                "type": "model-fields",
                "fields": {
                    "actor": {
                        "type": "model-field",
                        "schema": {
                            "type": "default",
                            "schema": {
                                "type": "str",
                                "max_length": 100,
                                "pattern": "^(operator|user:[0-7][0-9A-HJKMNP-TV-Z]{25})$",
                            },
                            "default": MISSING,
                        },
                    },
                    "target": {
                        "type": "model-field",
                        "schema": {
                            "type": "default",
                            "schema": {
                                "type": "str",
                                "max_length": 100,
                                "pattern": "^(user|product|order):[0-7][0-9A-HJKMNP-TV-Z]{25}$",
                            },
                            "default": MISSING,
                        },
                    },
                    "from_": {
                        "type": "model-field",
                        "schema": {
                            "type": "default",
                            "schema": {"type": "definition-ref", "schema_ref": "generated.models.date_time.DateTime"},
                            "default": MISSING,
                        },
                        "validation_alias": "from",
                    },
                    "to": {
                        "type": "model-field",
                        "schema": {
                            "type": "default",
                            "schema": {"type": "definition-ref", "schema_ref": "generated.models.date_time.DateTime"},
                            "default": MISSING,
                        },
                    },
                    "limit": {
                        "type": "model-field",
                        "schema": {
                            "type": "default",
                            "schema": {
                                "type": "function-after",
                                "function": {
                                    "type": "no-info",
                                    "function": partial(less_than_or_equal_validator, le=100),
                                },
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
                            "schema": {
                                "type": "str",
                                "min_length": 1,
                                "max_length": 500,
                                "pattern": "^[A-Za-z0-9_.-]+$",
                            },
                            "default": MISSING,
                        },
                    },
                },
                "model_name": "ListAuditEntriesParameters",
            },
            "config": {
                "strict": True,
                "allow_inf_nan": False,
                "validate_by_alias": True,
                "validate_by_name": True,
                "serialize_by_alias": True,
                "title": "ListAuditEntriesParameters",
            },
        },
        "definitions": [
            {
                "type": "str",
                "max_length": 64,
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,32})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
                "ref": "generated.models.date_time.DateTime",
            }
        ],
    }
)
