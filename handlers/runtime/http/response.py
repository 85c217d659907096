"""What a handler answers, and the proxy response that it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from handlers.runtime import json_text, settings
from handlers.runtime.http.problems import MEDIA_TYPE, REPLAYED, Problem, problem_body
from handlers.runtime.http.representation import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

EXPOSED_HEADERS = "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of the contract; make one with the functions below."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def ok(body: BaseModel, *, etag: str | None = None, secret: bool = False) -> Response:
    """Return a 200 with a body; `secret` keeps it out of every cache.

    Parameters
    ----------
    body : BaseModel
        The generated model to answer.
    etag : str, optional
        The revision of what is answered, without quotes; None for no ``ETag``.
    secret : bool
        Whether no cache may keep it: ``Cache-Control: no-store``.
    """
    return Response(200, text_of(body), _JSON | _etag(etag) | ({"Cache-Control": "no-store"} if secret else {}))


def ok_document(text: str) -> Response:
    """Return a 200 with a JSON text that is there already."""
    return Response(200, text, dict(_JSON))


def created(body: BaseModel, *, location: str, etag: str | None = None) -> Response:
    """Return a 201 with what was made and where to read it.

    Parameters
    ----------
    body : BaseModel
        The generated model of what was made.
    location : str
        Its path, with the base path.
    etag : str, optional
        Its revision, without quotes; None for no ``ETag``.
    """
    return Response(201, text_of(body), _JSON | _etag(etag) | {"Location": location})


def accepted(body: BaseModel, *, location: str, etag: str) -> Response:
    """Return a 202 with what was made, as far as it has come, and where to read on.

    Parameters
    ----------
    body : BaseModel
        The generated model of what was made.
    location : str
        Its path, with the base path.
    etag : str
        Its revision, without quotes.
    """
    return Response(202, text_of(body), _JSON | _etag(etag) | {"Location": location})


def replayed(response: Response) -> Response:
    """Return an answer as one that was given before, to the first request with this Idempotency-Key."""
    return replace(response, headers=response.headers | REPLAYED)


def no_content() -> Response:
    """Return a 204."""
    return Response(204)


def not_modified(*, etag: str) -> Response:
    """Return a 304: the client holds it already."""
    return Response(304, headers=_etag(etag))


def problem_response(problem: Problem, *, instance: str, request_id: str) -> Response:
    """Return a problem as a response.

    Parameters
    ----------
    problem : Problem
        What went wrong.
    instance : str
        The path that was asked for.
    request_id : str
        The id under which it is logged.
    """
    body = problem_body(
        problem.kind, detail=problem.detail, instance=instance, request_id=request_id, members=problem.members
    )
    return Response(problem.kind.status, json_text.dump(body), problem.headers | {"Content-Type": MEDIA_TYPE})


def to_proxy_response(
    response: Response, *, request_id: str, deprecation: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what API Gateway's proxy integration expects of a function.

    Parameters
    ----------
    response : Response
        What the handler answers.
    request_id : str
        What ``X-Request-Id`` says.
    deprecation : Mapping[str, str], optional
        The headers of an operation that is deprecated.

    Returns
    -------
    dict
        ``statusCode``, ``headers`` (the response's own over those of every answer), ``body`` and ``isBase64Encoded``.
    """
    headers = {
        "X-Request-Id": request_id,
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": settings.ALLOW_ORIGIN.value(),
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    }
    if deprecation:
        headers |= _deprecated(deprecation)
    return {
        "statusCode": response.status,
        "headers": headers | response.headers,
        "body": response.text,
        "isBase64Encoded": False,
    }


_JSON = {"Content-Type": "application/json"}


def _deprecated(deprecation: Mapping[str, str]) -> dict[str, str]:
    return {
        **deprecation,
        "Link": f'<{settings.DOCS_URL.value()}/guides/deprecations>; rel="deprecation"',
        "Access-Control-Expose-Headers": f"{EXPOSED_HEADERS}, {', '.join(deprecation)}, Link",
    }


def _etag(revision: str | None) -> dict[str, str]:
    return {} if revision is None else {"ETag": f'"{revision}"'}
