# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import person_name


class ProfileUpdate(Model):
    """
    The signed-in user's new names.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    first_name: Annotated[person_name.PersonName, Field(alias="firstName")]
    last_name: Annotated[person_name.PersonName, Field(alias="lastName")]
