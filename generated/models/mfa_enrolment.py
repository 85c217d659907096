# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model


class MfaEnrolment(Model):
    """
    The secret of a second factor.
    """

    secret: Annotated[str, Field(pattern="^[A-Z2-7]{32}$")]
    """
    The secret in Base32, to type into an authenticator app.
    """
    otpauth_uri: Annotated[str, Field(alias="otpauthUri", max_length=2048)]
    """
    The secret and its parameters, as an authenticator app reads them from a QR code.
    """
