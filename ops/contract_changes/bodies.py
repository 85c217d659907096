"""How what an operation takes and answers changed: bodies, media types, statuses and headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops.contract_changes import schemas
from ops.contract_changes.change import Side
from ops.contract_changes.rest import marked, unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change, Place

_BODY = frozenset({"description", "content", "required"})
_MEDIA_TYPE = frozenset({"schema", "example", "examples"})
_ANSWER = frozenset({"description", "headers", "content", "links"})
_HEADER = frozenset({"description", "required", "deprecated", "schema", "example", "examples"})


def request_changes(old: Node | None, new: Node | None, place: Place) -> Iterator[Change]:
    """Yield how what an operation takes as a body changed.

    Parameters
    ----------
    old, new : Node | None
        The request bodies, as they are written, if there are any.
    place : Place
        The operation.
    """
    here = place.at("request body")
    if old is None and new is not None:
        needed = place.new.resolve(new).get("required", False)
        yield here.change(f"request-body-added{'-required' if needed else ''}", "there was no body, and is one")
    elif old is not None and new is None:
        yield here.change("request-body-removed", "there was a body, and is none")
    elif old is not None and new is not None:
        yield from _request(place.old.resolve(old), place.new.resolve(new), here)


def _request(before: Node, after: Node, here: Place) -> Iterator[Change]:
    was, required = before.get("required", False), after.get("required", False)
    if required and not was:
        yield here.change("request-body-made-required", "it was optional, and is required")
    if was and not required:
        yield here.change("request-body-made-optional", "it was required, and is optional")
    yield from _content(before["content"], after["content"], here)
    yield from unjudged(before, after, _BODY, here, "request-meaning-changed")


def _content(old: Node, new: Node, here: Place) -> Iterator[Change]:
    for media_type in dict.fromkeys([*old, *new]):
        if media_type not in new:
            yield here.sided("media-type-removed", f"{media_type} is gone")
        elif media_type not in old:
            yield here.sided("media-type-added", f"{media_type} is new")
        else:
            before, after = old[media_type], new[media_type]
            yield from schemas.changes(before.get("schema", {}), after.get("schema", {}), here)
            yield from unjudged(before, after, _MEDIA_TYPE, here, f"{here.side}-meaning-changed")


def answer_changes(old: Node, new: Node, place: Place) -> Iterator[Change]:
    """Yield how an operation's answers changed.

    Parameters
    ----------
    old, new : Node
        The answers by status, as they are written.
    place : Place
        The operation.
    """
    were, are = _by_status(old), _by_status(new)
    for status, written in were.items():
        here = place.at(f"answer {status}", Side.ANSWER)
        heir = are.get(status) or are.get(f"{status[0]}XX") or are.get("default")
        if heir is None:
            yield here.change("answer-status-removed", f"{status} is no longer answered")
        else:
            yield from _answer(place.old.resolve(written), place.new.resolve(heir), here)
    for status in (each for each in are if each not in were):
        yield place.at(f"answer {status}", Side.ANSWER).change("answer-status-added", f"{status} is new")


def _by_status(answers: Node) -> dict[str, Node]:
    """Return the answers without extensions; YAML takes a status without quotes for a number."""
    return {str(status): written for status, written in answers.items() if not str(status).startswith("x-")}


def _answer(before: Node, after: Node, here: Place) -> Iterator[Change]:
    yield from _headers(before.get("headers", {}), after.get("headers", {}), here)
    old, new = before.get("content", {}), after.get("content", {})
    if old and not new:
        yield here.change("answer-body-removed", "there was a body, and is none")
    elif new and not old:
        yield here.change("answer-body-added", "there was no body, and is one")
    else:
        yield from _content(old, new, here)
    yield from unjudged(before, after, _ANSWER, here, "answer-meaning-changed")


def _headers(old: Node, new: Node, here: Place) -> Iterator[Change]:
    was = {name.lower(): here.old.resolve(header) for name, header in old.items()}
    left = {name.lower(): here.new.resolve(header) for name, header in new.items()}
    for name in dict.fromkeys([*old, *new]):
        before, after = was.get(name.lower()), left.get(name.lower())
        if after is None:
            yield here.change("answer-header-removed", f"the header {name} is gone")
        elif before is None:
            yield here.change("answer-header-added", f"the header {name} is new")
        elif name in old:
            yield from _header(before, after, here.below(name))


def _header(before: Node, after: Node, here: Place) -> Iterator[Change]:
    was, required = before.get("required", False), after.get("required", False)
    if was and not required:
        yield here.change("answer-header-made-optional", "the header was always there, and need not be")
    if required and not was:
        yield here.change("answer-header-made-required", "the header is always there now")
    yield from schemas.changes(before.get("schema", {}), after.get("schema", {}), here)
    yield from marked(before, after, here)
    yield from unjudged(before, after, _HEADER, here, "answer-meaning-changed")
