"""uvicorn's server, for the gateway and for the embedded AWS services."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class Server(uvicorn.Server):
    """A server that is stopped by setting `should_exit`; its caller handles signals.

    Parameters
    ----------
    app : ASGIApp
        The application.
    options : Any
        More options of `uvicorn.Config`.
    """

    def __init__(self, app: Any, **options: Any) -> None:  # noqa: ANN401  # uvicorn's own
        config = uvicorn.Config(
            app,
            ws="none",
            log_config=None,
            log_level=logging.WARNING,
            access_log=False,
            # No proxy is in front: with X-Forwarded-For, a client could choose its own address.
            proxy_headers=False,
            server_header=False,
            **options,
        )
        super().__init__(config)

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # a generator there
        """Leave the signals to the caller."""
        return nullcontext()
