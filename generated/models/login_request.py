# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import email as email_1


class LoginRequest(Model):
    """
    An account's e-mail address and password.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    email: email_1.Email
    password: Annotated[str, Field(max_length=128, min_length=1)]
    """
    The account's password, in any Unicode normalization form.
    """
