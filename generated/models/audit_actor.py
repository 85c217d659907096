# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

type AuditActor = Annotated[str, Field(max_length=100, pattern="^(operator|user:[0-7][0-9A-HJKMNP-TV-Z]{25})$")]
"""
Who made a change: `user:` and the user's id, or `operator` for the shop's command line. Of a request with a token from an
e-mail, it is the account that the token belongs to.

"""
