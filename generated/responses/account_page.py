# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of AccountPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, objects, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generated.responses.account import Account


class AccountPage(JsonObject):
    """A page of accounts."""

    __slots__ = ()
    FIELDS = ("items", "next_page")

    def __init__(self, *, items: Sequence[Account], next_page: str | None = None) -> None:
        self.text = (
            f'{{"items":{objects(items)}' + ("" if next_page is None else f',"nextPage":{quoted(next_page)}') + f"}}"
        )
