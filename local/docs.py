"""What a browser finds beside the API: the contract to read and to try, pages of problems and deprecations, e-mails."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handlers.runtime import problems
from local.gateway_request import GatewayRequest
from local.mailbox import show_mailbox
from local.place import MAILBOX_PATH, ROOT
from local.problems import Refusal, not_found, problem_response

if TYPE_CHECKING:
    from starlette.requests import Request

_PAGE = Path(__file__).with_name("docs.html")
_DEPRECATIONS = ROOT / "docs" / "guides" / "deprecations.md"
_PROBLEMS = ROOT / "docs" / "problems"


def docs_app() -> Starlette:
    """Return the documentation as an ASGI application."""
    return Starlette(
        routes=[
            Route("/", _home),
            Route("/docs", _contract),
            Route("/docs/guides/deprecations", _deprecations),
            Route("/docs/problems/{slug:str}", _problem),
            Route(MAILBOX_PATH, show_mailbox),
            Mount("/docs/assets", StaticFiles(directory=_swagger_ui())),
        ],
        exception_handlers={HTTPException: _refuse},
    )


def _swagger_ui() -> Path:
    # Found, not imported: its module is a Flask blueprint.
    spec = find_spec("flask_swagger_ui")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("flask_swagger_ui")
    return Path(spec.origin).with_name("dist")


def _home(_request: Request) -> Response:
    return RedirectResponse("/docs")


def _contract(_request: Request) -> Response:
    return FileResponse(_PAGE)


def _deprecations(_request: Request) -> Response:
    return PlainTextResponse(_DEPRECATIONS.read_text())


def _problem(request: Request) -> Response:
    # Out of the list, so that no name reaches beyond the folder.
    pages = {page.stem: page for page in _PROBLEMS.glob("*.md")}
    page = pages.get(request.path_params["slug"])
    if page is None:
        raise HTTPException(404)
    return PlainTextResponse(page.read_text())


def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # it is registered for these only
    if error.status_code == problems.METHOD_NOT_ALLOWED.status:
        refusal = Refusal(problems.METHOD_NOT_ALLOWED, "This page can only be read.", headers={"Allow": "GET, HEAD"})
    else:
        refusal = not_found()
    asked = GatewayRequest(scope=request.scope)
    return problem_response(refusal, instance=asked.path, request_id=asked.request_id)
