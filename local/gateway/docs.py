"""The pages beside the API: the documentation, as CloudFront serves it, and the mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handlers.runtime.http import problems
from local.aws.responses import without_redirects
from local.config import MAILBOX_PATH
from local.gateway.errors import GatewayError, not_found, problem_response
from local.gateway.mailbox import show_mailbox
from local.gateway.request import GatewayRequest

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Scope


_NOT_FOUND = f"problems/{problems.NOT_FOUND.slug}"


def docs_app(site: Path) -> Starlette:
    """Return the documentation as an ASGI application.

    Parameters
    ----------
    site : Path
        The folder of the built site.
    """
    app = Starlette(
        routes=[
            Route("/", _redirect_to_docs),
            Route("/docs", _redirect_to_docs),
            Route(MAILBOX_PATH, show_mailbox),
            Mount("/docs", _Pages(site)),
        ],
        exception_handlers={HTTPException: _error},
    )
    return without_redirects(app)


def _redirect_to_docs(_request: Request) -> Response:
    return RedirectResponse("/docs/", 302)


class _Pages(StaticFiles):
    """The site's files; a page is also found without its suffix, as in a problem's ``type``."""

    def __init__(self, site: Path) -> None:
        super().__init__(directory=site)
        self._site = site

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file as terraform/modules/cdn/pages.js finds it; browsers get a page for 404."""
        try:
            return await super().get_response(file_of(path), scope)
        except HTTPException as error:
            accepts_html = "text/html" in Headers(scope=scope).get("accept", "")
            if not (accepts_html and error.status_code == problems.NOT_FOUND.status):
                raise
            return self._not_found()

    def _not_found(self) -> Response:
        page = (self._site / file_of(_NOT_FOUND)).read_text(encoding="utf-8")
        # Its links are relative to its own path, not to the request's.
        page = page.replace("<head>", f'<head><base href="/docs/{_NOT_FOUND}">', 1)
        return HTMLResponse(page, problems.NOT_FOUND.status, {"Vary": "Accept"})


def file_of(path: str) -> str:
    """Return the file of the site for a path under ``/docs/``."""
    folder, slash, name = path.rpartition("/")
    if name in {"", "."}:
        name = "index.html"
    elif "." not in name:
        name += ".html"
    return f"{folder}{slash}{name}"


def _error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for these only
    if error.status_code == problems.METHOD_NOT_ALLOWED.status:
        problem = GatewayError(problems.METHOD_NOT_ALLOWED, "This page is read-only.", headers={"Allow": "GET, HEAD"})
    else:
        problem = not_found()
    gateway_request = GatewayRequest(scope=request.scope)
    return problem_response(problem, instance=gateway_request.path, request_id=gateway_request.request_id)
