# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import account, page_token


class AccountPage(Model):
    """
    A page of accounts.
    """

    items: Annotated[list[account.Account], Field(max_length=100)]
    """
    The accounts, newest first.
    """
    next_page: Annotated[page_token.PageToken | MISSING, Field(alias="nextPage")] = MISSING
