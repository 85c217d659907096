# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import session_id as session_id_1
from . import timestamp


class Session(Model):
    """
    One login and all tokens issued for it. `lastUsedAt` is when its newest tokens were issued.
    """

    session_id: Annotated[session_id_1.SessionId, Field(alias="sessionId")]
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    last_used_at: Annotated[timestamp.Timestamp, Field(alias="lastUsedAt")]
    current: bool
    """
    Whether this is the session of the request.
    """
