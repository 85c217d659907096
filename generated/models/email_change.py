# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import new_email as new_email_1


class EmailChange(Model):
    """
    The new address, and the current password.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    new_email: Annotated[new_email_1.NewEmail, Field(alias="newEmail")]
    current_password: Annotated[str, Field(alias="currentPassword", max_length=128, min_length=1)]
    """
    The account's current password, in any Unicode normalization form.
    """
