# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.payment_method_type import PaymentMethodType

T = TypeVar("T", bound="PaymentMethod")


@_attrs_define
class PaymentMethod:
    """The payment method of an order."""

    type_: PaymentMethodType
    """ The type of the payment method. Only cards are accepted. """
    token: str
    """ The payment service's token for the card. The shop never stores it. """

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        token = self.token

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type_,
                "token": token,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(PaymentMethodType, d.pop("type"))

        token = d.pop("token")

        payment_method = cls(
            type_=type_,
            token=token,
        )

        return payment_method
