# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of MfaRecovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, texts

if TYPE_CHECKING:
    from collections.abc import Sequence


class MfaRecovery(JsonObject):
    """The recovery codes of a second factor."""

    __slots__ = ()
    FIELDS = ("recovery_codes",)

    def __init__(self, *, recovery_codes: Sequence[str]) -> None:
        self.text = f'{{"recoveryCodes":{texts(recovery_codes)}}}'
