# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import new_person_name


class ProfileUpdate(Model):
    """
    The signed-in user's new names.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    first_name: Annotated[new_person_name.NewPersonName, Field(alias="firstName")]
    last_name: Annotated[new_person_name.NewPersonName, Field(alias="lastName")]
