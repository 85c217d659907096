# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import emailed_token
from . import new_password as new_password_1


class PasswordResetConfirmRequest(Model):
    """
    The token of an e-mail, and a new password.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    token: emailed_token.EmailedToken
    new_password: Annotated[new_password_1.NewPassword, Field(alias="newPassword")]
