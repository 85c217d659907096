# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, Field

from generated.base import Model

from . import email as email_1
from . import person_name, timestamp, user_status
from . import user_id as user_id_1


class Account(Model):
    """
    An account as admins see it, without its secrets.
    """

    user_id: Annotated[user_id_1.UserId, Field(alias="userId")]
    email: email_1.Email
    email_verified: Annotated[bool, Field(alias="emailVerified")]
    """
    Whether the owner of the address has confirmed it.
    """
    first_name: Annotated[person_name.PersonName, Field(alias="firstName")]
    last_name: Annotated[person_name.PersonName, Field(alias="lastName")]
    role: Literal["customer", "admin"]
    """
    The account's role.
    """
    status: user_status.UserStatus
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
    disabled_at: Annotated[timestamp.Timestamp | MISSING, Field(alias="disabledAt")] = MISSING
    deletion_at: Annotated[timestamp.Timestamp | MISSING, Field(alias="deletionAt")] = MISSING
