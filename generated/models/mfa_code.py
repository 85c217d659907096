# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type MfaCode = Annotated[str, Field(pattern="^([0-9]{6}|[A-Za-z2-7]{5}(-[A-Za-z2-7]{5}){4})$")]
"""
A code of six digits of the authenticator app, or a recovery code.
"""
