# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import new_email, new_password, new_person_name


class RegisterRequest(Model):
    """
    A new account.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    email: new_email.NewEmail
    password: new_password.NewPassword
    first_name: Annotated[new_person_name.NewPersonName, Field(alias="firstName")]
    last_name: Annotated[new_person_name.NewPersonName, Field(alias="lastName")]
