# Written by codegen from openapi.yaml: change that, then `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ShippingAddress")


@_attrs_define
class ShippingAddress:
    """The address that the order ships to."""

    street: str
    """ A line of a postal address, with a visible character. """
    city: str
    """ A line of a postal address, with a visible character. """
    postal_code: str
    """ A postal code in the country's format. """
    country: str
    """ A line of a postal address, with a visible character. """

    def to_dict(self) -> dict[str, Any]:
        street = self.street

        city = self.city

        postal_code = self.postal_code

        country = self.country

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "street": street,
                "city": city,
                "postalCode": postal_code,
                "country": country,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        street = d.pop("street")

        city = d.pop("city")

        postal_code = d.pop("postalCode")

        country = d.pop("country")

        shipping_address = cls(
            street=street,
            city=city,
            postal_code=postal_code,
            country=country,
        )

        return shipping_address
