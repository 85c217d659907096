# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type NewPassword = Annotated[str, Field(max_length=128, min_length=8)]
"""
A new password: at least 8 characters, at most 72 bytes in UTF-8. It is neither one of the most common passwords
nor based on the account's e-mail address or names, or on the name of the service. Passwords are normalized
(RFC 8265, OpaqueString: NFC) before they are measured, hashed and compared, so that every keyboard types the
same one: 128 characters are enough for 72 bytes in any normalization form.

"""
