# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of OrderAddress."""

from __future__ import annotations

from generated.responses import JsonObject, quoted


class OrderAddress(JsonObject):
    """The address that the order ships to. After the buyer's account was erased, all but the country is `erased`."""

    __slots__ = ()
    FIELDS = ("street", "city", "postal_code", "country")

    def __init__(self, *, street: str, city: str, postal_code: str, country: str) -> None:
        self.text = f'{{"street":{quoted(street)},"city":{quoted(city)},"postalCode":{quoted(postal_code)},"country":{quoted(country)}}}'
