# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from pydantic import ConfigDict

from generated.base import Model

from . import challenge as challenge_1
from . import mfa_code


class LoginConfirmRequest(Model):
    """
    The challenge of a login, and a code of the second factor.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    challenge: challenge_1.Challenge
    code: mfa_code.MfaCode
