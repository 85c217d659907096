# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import recovery_code


class MfaRecovery(Model):
    """
    The recovery codes of a second factor.
    """

    recovery_codes: Annotated[list[recovery_code.RecoveryCode], Field(alias="recoveryCodes", max_length=10)]
    """
    Codes to use in place of the authenticator app's, each once. They are shown once.
    """
