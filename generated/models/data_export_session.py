# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import session_id as session_id_1
from . import timestamp


class DataExportSession(Model):
    """
    A session.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    session_id: Annotated[session_id_1.SessionId, Field(alias="sessionId")]
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    last_used_at: Annotated[timestamp.Timestamp, Field(alias="lastUsedAt")]
    expires_at: Annotated[timestamp.Timestamp, Field(alias="expiresAt")]
