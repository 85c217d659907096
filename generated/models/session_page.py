# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import page_token, session


class SessionPage(Model):
    """
    A page of sessions.
    """

    items: Annotated[list[session.Session], Field(max_length=100)]
    """
    The sessions, most recently opened first.
    """
    next_page: Annotated[page_token.PageToken | MISSING, Field(alias="nextPage")] = MISSING
