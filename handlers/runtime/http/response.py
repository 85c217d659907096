"""Responses, made from the contract's objects and converted to proxy responses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from generated.missing import MISSING
from handlers.runtime import json_text, settings
from handlers.runtime.http.headers import EXPOSED_HEADERS, HSTS
from handlers.runtime.http.problems import MEDIA_TYPE, REPLAYED, Problem, problem_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generated.missing import Missing
    from generated.requests import Validated
    from generated.responses import JsonObject

_JSON = {"Content-Type": "application/json"}
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Response:
    """An operation's response; create it with the functions below."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def represent[J: JsonObject](kind: type[J], source: object, **others: object) -> J:
    """Return an object of a response whose fields are the attributes of an object with the same names.

    Parameters
    ----------
    kind : type[J]
        A class of ``generated.responses``.
    source : object
        An object with an attribute for each field that `others` does not have; None is an absent field.
    others : object
        Values of fields that are not attributes of `source`.
    """
    fields = {name: getattr(source, name) for name in kind.FIELDS if name not in others}
    return kind(**fields, **others)


def or_default[T, D](value: T | Missing, default: D) -> T | D:
    """Return an optional field's value, or the default if the client omitted the field."""
    return default if value is MISSING else cast("T", value)


def text_of(body: Validated) -> str:
    """Return a request's body as JSON text with the contract's names; equal bodies have equal texts."""
    return json_text.dump(body.as_json())


def ok(body: JsonObject, *, etag: str | None = None) -> Response:
    """Return a 200 with a body.

    Parameters
    ----------
    body : JsonObject
        An object of ``generated.responses``.
    etag : str, optional
        The resource's revision, without quotes; None for no ``ETag``.
    """
    return Response(200, body.text, _JSON | _etag(etag))


def ok_document(text: str) -> Response:
    """Return a 200 whose body is JSON text."""
    return Response(200, text, dict(_JSON))


def created(body: JsonObject, *, location: str, etag: str | None = None) -> Response:
    """Return a 201 with the created resource, its URL path and its revision."""
    return Response(201, body.text, _JSON | _etag(etag) | {"Location": location})


def accepted(body: JsonObject, *, location: str, etag: str) -> Response:
    """Return a 202 with the pending resource, its URL path and its revision."""
    return Response(202, body.text, _JSON | _etag(etag) | {"Location": location})


def email_requested() -> Response:
    """Return a 202 without a body, which is the same whether or not an e-mail is sent."""
    return Response(202)


def replayed(response: Response) -> Response:
    """Return a response marked as a replay."""
    return replace(response, headers=response.headers | REPLAYED)


def no_content() -> Response:
    """Return a 204."""
    return Response(204)


def not_modified(*, etag: str) -> Response:
    """Return a 304."""
    return Response(304, headers=_etag(etag))


def problem_response(problem: Problem, *, instance: str, request_id: str) -> Response:
    """Return a problem as a response, which no cache may store."""
    body = problem_body(
        problem.kind, detail=problem.detail, instance=instance, request_id=request_id, members=problem.members
    )
    return Response(
        problem.kind.status, json_text.dump(body), problem.headers | {"Content-Type": MEDIA_TYPE} | _NO_STORE
    )


def to_proxy_response(
    response: Response,
    *,
    request_id: str,
    origin: str = "",
    is_public: bool = False,
    is_personal: bool = False,
    is_encrypted: bool = False,
    deprecation: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return a response as API Gateway's proxy integration expects it.

    Parameters
    ----------
    response : Response
        The handler's response; its headers override the common ones.
    request_id : str
        The value of ``X-Request-Id``.
    origin : str
        The request's ``Origin``; empty if there is none.
    is_public : bool
        Whether the response is the same for everybody, so that caches keep it for all origins.
    is_personal : bool
        Whether no cache may store the response.
    is_encrypted : bool
        Whether the request came over TLS: only then may a response require it (RFC 6797, 7.2).
    deprecation : Mapping[str, str], optional
        The headers of a deprecated operation.
    """
    headers = {
        "X-Request-Id": request_id,
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
        **allow_origin(origin, is_public=is_public),
    }
    if is_personal:
        headers |= _NO_STORE
    if is_encrypted:
        headers["Strict-Transport-Security"] = HSTS
    if deprecation:
        headers |= _deprecation_headers(deprecation)
    return {
        "statusCode": response.status,
        "headers": headers | response.headers,
        "body": response.text,
        "isBase64Encoded": False,
    }


def allow_origin(origin: str, *, is_public: bool = False) -> dict[str, str]:
    """Return the CORS headers for a request's origin; ``*`` for a public response, whose caches ignore the origin."""
    allowed = settings.ALLOWED_ORIGINS.value()
    if len(allowed) == 1:
        return {"Access-Control-Allow-Origin": allowed[0]}
    if is_public:
        return {"Access-Control-Allow-Origin": "*"}
    return {"Access-Control-Allow-Origin": origin if origin in allowed else allowed[0], "Vary": "Origin"}


def _deprecation_headers(deprecation: Mapping[str, str]) -> dict[str, str]:
    return {
        **deprecation,
        "Link": f'<{settings.DOCS_URL.value()}/guides/deprecations>; rel="deprecation"',
        "Access-Control-Expose-Headers": f"{EXPOSED_HEADERS}, {', '.join(deprecation)}, Link",
    }


def _etag(revision: str | None) -> dict[str, str]:
    return {} if revision is None else {"ETag": f'"{revision}"'}
