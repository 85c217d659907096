# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import mfa_code


class MfaRemovalRequest(Model):
    """
    The current password, and a code of the second factor.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    current_password: Annotated[str, Field(alias="currentPassword", max_length=128, min_length=1)]
    """
    The account's current password, in any Unicode normalization form.
    """
    code: mfa_code.MfaCode
