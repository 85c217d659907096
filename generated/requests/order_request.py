# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The validated OrderRequest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from generated.checks import max_length_validator, min_length_validator, with_visible_character
from generated.requests import Validated

if TYPE_CHECKING:
    from typing import Literal


class OrderItemRequest(Validated):
    """A product and the quantity to buy."""

    __slots__ = ()
    NAMES = {"product_id": "productId"}
    product_id: str
    quantity: int


class ShippingAddress(Validated):
    """The address that the order ships to."""

    __slots__ = ()
    NAMES = {"postal_code": "postalCode"}
    street: str
    city: str
    postal_code: str
    country: str


class PaymentMethod(Validated):
    """The payment method of an order."""

    __slots__ = ()
    type: Literal["card"]
    token: str


class OrderRequest(Validated):
    """The products to buy, the shipping address and the payment method."""

    __slots__ = ()
    NAMES = {"shipping_address": "shippingAddress", "payment_method": "paymentMethod"}
    items: list[OrderItemRequest]
    shipping_address: ShippingAddress
    payment_method: PaymentMethod


VALIDATOR = SchemaValidator(
    {
        "type": "definitions",
        "schema": {
            "type": "model",
            "cls": OrderRequest,
            "schema": {
                "type": "model-fields",
                "fields": {
                    "items": {
                        "type": "model-field",
                        "schema": {
                            "type": "list",
                            "items_schema": {
                                "type": "model",
                                "cls": OrderItemRequest,
                                "schema": {
                                    "type": "model-fields",
                                    "fields": {
                                        "product_id": {
                                            "type": "model-field",
                                            "schema": {"type": "str", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"},
                                            "validation_alias": "productId",
                                        },
                                        "quantity": {
                                            "type": "model-field",
                                            "schema": {"type": "int", "ge": 1, "le": 99},
                                        },
                                    },
                                    "model_name": "OrderItemRequest",
                                },
                                "config": {
                                    "strict": True,
                                    "allow_inf_nan": False,
                                    "validate_by_alias": True,
                                    "validate_by_name": True,
                                    "serialize_by_alias": True,
                                    "extra_fields_behavior": "forbid",
                                    "title": "OrderItemRequest",
                                },
                            },
                            "min_length": 1,
                            "max_length": 40,
                        },
                    },
                    "shipping_address": {
                        "type": "model-field",
                        "schema": {
                            "type": "model",
                            "cls": ShippingAddress,
                            "schema": {
                                "type": "model-fields",
                                "fields": {
                                    "street": {
                                        "type": "model-field",
                                        "schema": {
                                            "type": "definition-ref",
                                            "schema_ref": "generated.models.new_address_line.NewAddressLine",
                                        },
                                    },
                                    "city": {
                                        "type": "model-field",
                                        "schema": {
                                            "type": "definition-ref",
                                            "schema_ref": "generated.models.new_address_line.NewAddressLine",
                                        },
                                    },
                                    "postal_code": {
                                        "type": "model-field",
                                        "schema": {
                                            "type": "chain",
                                            "steps": [
                                                {
                                                    "type": "function-after",
                                                    "function": {
                                                        "type": "no-info",
                                                        "function": partial(max_length_validator, max_length=20),
                                                    },
                                                    "schema": {
                                                        "type": "function-after",
                                                        "function": {
                                                            "type": "no-info",
                                                            "function": partial(min_length_validator, min_length=1),
                                                        },
                                                        "schema": {
                                                            "type": "function-after",
                                                            "function": {
                                                                "type": "no-info",
                                                                "function": with_visible_character,
                                                            },
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
                                        "validation_alias": "postalCode",
                                    },
                                    "country": {
                                        "type": "model-field",
                                        "schema": {
                                            "type": "definition-ref",
                                            "schema_ref": "generated.models.new_address_line.NewAddressLine",
                                        },
                                    },
                                },
                                "model_name": "ShippingAddress",
                            },
                            "config": {
                                "strict": True,
                                "allow_inf_nan": False,
                                "validate_by_alias": True,
                                "validate_by_name": True,
                                "serialize_by_alias": True,
                                "extra_fields_behavior": "forbid",
                                "title": "ShippingAddress",
                            },
                        },
                        "validation_alias": "shippingAddress",
                    },
                    "payment_method": {
                        "type": "model-field",
                        "schema": {
                            "type": "model",
                            "cls": PaymentMethod,
                            "schema": {
                                "type": "model-fields",
                                "fields": {
                                    "type": {
                                        "type": "model-field",
                                        "schema": {"type": "literal", "expected": ["card"]},
                                    },
                                    "token": {
                                        "type": "model-field",
                                        "schema": {
                                            "type": "str",
                                            "max_length": 104,
                                            "pattern": "^tok_[A-Za-z0-9_]{1,100}$",
                                        },
                                    },
                                },
                                "model_name": "PaymentMethod",
                            },
                            "config": {
                                "strict": True,
                                "allow_inf_nan": False,
                                "validate_by_alias": True,
                                "validate_by_name": True,
                                "serialize_by_alias": True,
                                "extra_fields_behavior": "forbid",
                                "title": "PaymentMethod",
                            },
                        },
                        "validation_alias": "paymentMethod",
                    },
                },
                "model_name": "OrderRequest",
            },
            "config": {
                "strict": True,
                "allow_inf_nan": False,
                "validate_by_alias": True,
                "validate_by_name": True,
                "serialize_by_alias": True,
                "extra_fields_behavior": "forbid",
                "title": "OrderRequest",
            },
        },
        "definitions": [
            {
                "type": "chain",
                "steps": [
                    {
                        "type": "function-after",
                        "function": {"type": "no-info", "function": partial(max_length_validator, max_length=200)},
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
                "ref": "generated.models.new_address_line.NewAddressLine",
            }
        ],
    }
)
