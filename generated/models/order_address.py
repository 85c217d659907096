# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import address_line


class OrderAddress(Model):
    """
    The address that the order ships to. After the buyer's account was erased, all but the country is `erased`.

    """

    street: address_line.AddressLine
    city: address_line.AddressLine
    postal_code: Annotated[
        str, Field(alias="postalCode", max_length=20, min_length=1, pattern="^[^\\u0000-\\u001F\\u007F-\\u009F]+$")
    ]
    """
    A postal code in the country's format.
    """
    country: address_line.AddressLine
