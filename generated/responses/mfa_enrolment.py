# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of MfaEnrolment."""

from __future__ import annotations

from generated.responses import JsonObject, quoted


class MfaEnrolment(JsonObject):
    """The secret of a second factor."""

    __slots__ = ()
    FIELDS = ("secret", "otpauth_uri")

    def __init__(self, *, secret: str, otpauth_uri: str) -> None:
        self.text = f'{{"secret":{quoted(secret)},"otpauthUri":{quoted(otpauth_uri)}}}'
