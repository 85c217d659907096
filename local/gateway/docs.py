"""The pages beside the API: the documentation, as CloudFront serves it, and the mailbox."""

from __future__ import annotations

import os
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handlers.runtime.http import problems
from local.aws.responses import without_redirects
from local.config import DEFAULT_PORT, LOOPBACK, MAILBOX_PATH
from local.gateway.errors import GatewayError, not_found, problem_response
from local.gateway.mailbox import show_mailbox
from local.gateway.request import GatewayRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.types import Scope


_DEFAULT_URL = f"http://{LOOPBACK}:{DEFAULT_PORT}"
_TEXTS = frozenset({".html", ".js", ".json", ".yaml"})
_NOT_FOUND = f"problems/{problems.NOT_FOUND.slug}"


def docs_app(site: Path, url: str) -> Starlette:
    """Return the documentation as an ASGI application.

    Parameters
    ----------
    site : Path
        The folder of the built site.
    url : str
        The base URL that serves it, which its samples and forms name then.
    """
    app = Starlette(
        routes=[
            Route("/", _redirect_to_docs),
            Route("/docs", _redirect_to_docs),
            Route(MAILBOX_PATH, show_mailbox),
            Mount("/docs", _Pages(site, url)),
        ],
        exception_handlers={HTTPException: _error},
    )
    return without_redirects(app)


def _redirect_to_docs(_request: Request) -> Response:
    return RedirectResponse("/docs/", 302)


class _Pages(StaticFiles):
    """The site's files; a page is also found without its suffix, as in a problem's ``type``."""

    def __init__(self, site: Path, url: str) -> None:
        super().__init__(directory=site)
        self._site = site
        self._adapted = dict(_adapted_files(site, url))

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file as terraform/modules/cdn/pages.js finds it; browsers get a page for 404."""
        try:
            return await super().get_response(file_of(path), scope)
        except HTTPException as error:
            accepts_html = "text/html" in Headers(scope=scope).get("accept", "")
            if not (accepts_html and error.status_code == problems.NOT_FOUND.status):
                raise
            return self._not_found()

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, with the URL of this server in it."""
        content = self._adapted.get(Path(full_path))
        if content is None:
            return super().file_response(full_path, stat_result, scope, status_code)
        return Response(content, status_code, media_type=guess_type(full_path)[0])

    def _not_found(self) -> Response:
        page = (self._site / file_of(_NOT_FOUND)).read_text(encoding="utf-8")
        # Its links are relative to its own path, not to the request's.
        page = page.replace("<head>", f'<head><base href="/docs/{_NOT_FOUND}">', 1)
        return HTMLResponse(page, problems.NOT_FOUND.status, {"Vary": "Accept"})


def _adapted_files(site: Path, url: str) -> Iterator[tuple[Path, bytes]]:
    """Yield each file that names the default URL, with this URL instead."""
    if url == _DEFAULT_URL:
        return
    for file in site.rglob("*"):
        if file.suffix in _TEXTS and _DEFAULT_URL.encode() in (content := file.read_bytes()):
            yield file.resolve(), content.replace(_DEFAULT_URL.encode(), url.encode())


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
