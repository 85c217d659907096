# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field

from generated.base import Model

from . import device, person_name, timestamp, undoable_change
from . import email as email_1
from . import user_id as user_id_1


class DataExportProfile(Model):
    """
    The profile of an account.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
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
    status: Literal["active", "disabled"]
    """
    The account's status.
    """
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
    has_ordered: Annotated[bool, Field(alias="hasOrdered")]
    """
    Whether the account has ordered while its address wasn't verified.
    """
    disabled_at: Annotated[timestamp.Timestamp | MISSING, Field(alias="disabledAt")] = MISSING
    second_factor_since: Annotated[timestamp.Timestamp | MISSING, Field(alias="secondFactorSince")] = MISSING
    second_factor_reset_at: Annotated[timestamp.Timestamp | MISSING, Field(alias="secondFactorResetAt")] = MISSING
    devices: Annotated[list[device.Device], Field(max_length=20)]
    """
    Digests of the networks and devices that have logged in.
    """
    undoable_changes: Annotated[list[undoable_change.UndoableChange], Field(alias="undoableChanges", max_length=5)]
    """
    The ids of changes of the address that can be undone.
    """
