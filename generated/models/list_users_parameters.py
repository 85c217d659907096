# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import IntegerText, Model

from . import email as email_1
from . import page_token, user_status


class ListUsersParameters(Model):
    """
    The path, query and header parameters of listUsers.
    """

    email: email_1.Email | MISSING = MISSING
    status: user_status.UserStatus | MISSING = MISSING
    limit: Annotated[IntegerText, Field(ge=1, le=100)] = 20
    page: page_token.PageToken | MISSING = MISSING
