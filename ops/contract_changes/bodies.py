"""Changes of an operation's request body and responses: media types, statuses and headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops.contract_changes import schemas
from ops.contract_changes.change import Side
from ops.contract_changes.generic import deprecation_changes, unknown_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Node
    from ops.contract_changes.change import Change, Location

_BODY = frozenset({"description", "content", "required"})
_MEDIA_TYPE = frozenset({"schema", "example", "examples"})
_RESPONSE = frozenset({"description", "headers", "content", "links"})
_HEADER = frozenset({"description", "required", "deprecated", "schema", "example", "examples"})


def request_changes(old: Node | None, new: Node | None, operation: Location) -> Iterator[Change]:
    """Yield the changes of an operation's request body, which may be a reference."""
    location = operation.at("request body")
    if old is None and new is not None:
        required = operation.new.resolve(new).get("required", False)
        yield location.change(f"request-body-added{'-required' if required else ''}", "the body is new")
    elif old is not None and new is None:
        yield location.change("request-body-removed", "the body was removed")
    elif old is not None and new is not None:
        yield from _request(operation.old.resolve(old), operation.new.resolve(new), location)


def _request(old: Node, new: Node, location: Location) -> Iterator[Change]:
    was_required, required = old.get("required", False), new.get("required", False)
    if required and not was_required:
        yield location.change("request-body-made-required", "it was optional and is now required")
    if was_required and not required:
        yield location.change("request-body-made-optional", "it was required and is now optional")
    yield from _content(old["content"], new["content"], location)
    yield from unknown_changes(old, new, _BODY, location, "request-meaning-changed")


def _content(old: Node, new: Node, location: Location) -> Iterator[Change]:
    for media_type in dict.fromkeys([*old, *new]):
        if media_type not in new:
            yield location.change_on_side("media-type-removed", f"{media_type} was removed")
        elif media_type not in old:
            yield location.change_on_side("media-type-added", f"{media_type} is new")
        else:
            before, after = old[media_type], new[media_type]
            yield from schemas.changes(before.get("schema", {}), after.get("schema", {}), location)
            yield from unknown_changes(before, after, _MEDIA_TYPE, location, f"{location.side}-meaning-changed")


def response_changes(old: Node, new: Node, operation: Location) -> Iterator[Change]:
    """Yield the changes of an operation's responses, which are keyed by status and may be references."""
    before, after = _by_status(old), _by_status(new)
    for status, response in before.items():
        location = operation.at(f"response {status}", Side.RESPONSE)
        successor = after.get(status) or after.get(f"{status[0]}XX") or after.get("default")
        if successor is None:
            yield location.change("response-status-removed", f"{status} was removed")
        else:
            yield from _response(operation.old.resolve(response), operation.new.resolve(successor), location)
    for status in (each for each in after if each not in before):
        yield operation.at(f"response {status}", Side.RESPONSE).change("response-status-added", f"{status} is new")


def _by_status(responses: Node) -> dict[str, Node]:
    """Return the responses without extensions; YAML reads a status without quotes as a number."""
    return {str(status): response for status, response in responses.items() if not str(status).startswith("x-")}


def _response(old: Node, new: Node, location: Location) -> Iterator[Change]:
    yield from _headers(old.get("headers", {}), new.get("headers", {}), location)
    before, after = old.get("content", {}), new.get("content", {})
    if before and not after:
        yield location.change("response-body-removed", "the body was removed")
    elif after and not before:
        yield location.change("response-body-added", "the body is new")
    else:
        yield from _content(before, after, location)
    yield from unknown_changes(old, new, _RESPONSE, location, "response-meaning-changed")


def _headers(old: Node, new: Node, location: Location) -> Iterator[Change]:
    before = {name.lower(): location.old.resolve(header) for name, header in old.items()}
    after = {name.lower(): location.new.resolve(header) for name, header in new.items()}
    for name in dict.fromkeys([*old, *new]):
        old_header, new_header = before.get(name.lower()), after.get(name.lower())
        if new_header is None:
            yield location.change("response-header-removed", f"the header {name} was removed")
        elif old_header is None:
            yield location.change("response-header-added", f"the header {name} is new")
        elif name in old:
            yield from _header(old_header, new_header, location.below(name))


def _header(old: Node, new: Node, location: Location) -> Iterator[Change]:
    was_required, required = old.get("required", False), new.get("required", False)
    if was_required and not required:
        yield location.change("response-header-made-optional", "the header was required and is now optional")
    if required and not was_required:
        yield location.change("response-header-made-required", "the header was optional and is now required")
    yield from schemas.changes(old.get("schema", {}), new.get("schema", {}), location)
    yield from deprecation_changes(old, new, location)
    yield from unknown_changes(old, new, _HEADER, location, "response-meaning-changed")
