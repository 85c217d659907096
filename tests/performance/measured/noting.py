"""A function whose AWS calls are recorded: ``NOTED_HANDLER`` is the handler, ``NOTED_CALLS`` the file."""

import os
from pathlib import Path
from typing import Any

from botocore.client import BaseClient

from tests.performance.measured.start import imported

# As text, because the caller may change the parameters afterwards.
CALLS: list[str] = []
_send = BaseClient._make_api_call  # type: ignore[attr-defined]  # private, and in one place for all calls


def _note(client: Any, operation: str, parameters: Any) -> Any:
    CALLS.append(repr((client.meta.service_model.service_name, operation, parameters)))
    return _send(client, operation, parameters)


BaseClient._make_api_call = _note  # type: ignore[attr-defined]
_handle = imported(os.environ["NOTED_HANDLER"])


def handler(event: Any, context: Any) -> Any:
    """Handle the event as the function does."""
    answer = _handle(event, context)
    Path(os.environ["NOTED_CALLS"]).write_text(f"[{', '.join(CALLS)}]")
    return answer
