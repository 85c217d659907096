# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from pydantic import ConfigDict

from generated.base import Model

from . import email as email_1


class VerificationRequest(Model):
    """
    The address to verify.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    email: email_1.Email
