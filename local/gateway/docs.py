"""What a browser finds beside the API: the documentation, as CloudFront serves it, and the e-mails that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handlers.runtime.http import problems
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
    return Starlette(
        routes=[
            Route("/", _first_page),
            Route("/docs", _first_page),
            Route(MAILBOX_PATH, show_mailbox),
            Mount("/docs", _Pages(site)),
        ],
        exception_handlers={HTTPException: _refuse},
    )


def _first_page(_request: Request) -> Response:
    return RedirectResponse("/docs/", 302)


class _Pages(StaticFiles):
    """The site's files; a page is found without its ending, too, as a problem's ``type`` names it."""

    def __init__(self, site: Path) -> None:
        super().__init__(directory=site)
        self._site = site

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a file as terraform/modules/cdn/pages.js finds it; a browser is told by a page that there is none."""
        try:
            return await super().get_response(file_of(path), scope)
        except HTTPException as error:
            reads_pages = "text/html" in Headers(scope=scope).get("accept", "")
            if not (reads_pages and error.status_code == problems.NOT_FOUND.status):
                raise
            return self._not_found()

    def _not_found(self) -> Response:
        page = (self._site / file_of(_NOT_FOUND)).read_text(encoding="utf-8")
        # Its links are relative to where it is, and not to what was asked for.
        page = page.replace("<head>", f'<head><base href="/docs/{_NOT_FOUND}">', 1)
        return HTMLResponse(page, problems.NOT_FOUND.status, {"Vary": "Accept"})


def file_of(path: str) -> str:
    """Return which file of the site a path under ``/docs/`` is."""
    folder, slash, name = path.rpartition("/")
    if name in {"", "."}:
        name = "index.html"
    elif "." not in name:
        name += ".html"
    return f"{folder}{slash}{name}"


def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # it is registered for these only
    if error.status_code == problems.METHOD_NOT_ALLOWED.status:
        refusal = GatewayError(problems.METHOD_NOT_ALLOWED, "This page is read-only.", headers={"Allow": "GET, HEAD"})
    else:
        refusal = not_found()
    asked = GatewayRequest(scope=request.scope)
    return problem_response(refusal, instance=asked.path, request_id=asked.request_id)
