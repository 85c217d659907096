"""Sample requests of botocore's operations, with AWS's responses."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from botocore.model import OperationModel

# Some members don't accept every string; one needs a signing library that no function needs.
_OWN = {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/dead", "Bucket": "pictures"}
_LEFT_OUT = {"EndpointId", "ContentMD5"}
_DEEPEST = 9
_VALUES = {
    "blob": b"blob",
    "timestamp": datetime(2026, 11, 24, tzinfo=UTC),
    "boolean": True,
    "float": 1.5,
    "double": 1.5,
    "integer": 7,
    "long": 7,
}


def request_of(operation: OperationModel) -> dict[str, Any]:
    return _sample(operation.input_shape, ()) if operation.input_shape else {}


def answer_of(operation: OperationModel, protocol: str) -> bytes:
    """Return the body of a response with every possible member."""
    shape = operation.output_shape
    sample = _sample(shape, ()) if shape else {}
    payload = shape.serialization.get("payload") if shape else None
    if payload:
        return b"payload"
    if protocol == "query":
        return (
            f"<{operation.name}Response>{_xml(f'{operation.name}Result', sample)}</{operation.name}Response>".encode()
        )
    return b"" if protocol == "rest-xml" else json.dumps(sample, default=_plain).encode()


def error_of(code: str, protocol: str) -> bytes:
    if protocol in {"query", "rest-xml"}:
        error = f"<Error><Code>{code}</Code><Message>so it is</Message></Error>"
        return (f"<ErrorResponse>{error}</ErrorResponse>" if protocol == "query" else error).encode()
    return json.dumps({"__type": f"com.amazonaws#{code}", "message": "so it is", "Message": "so it is"}).encode()


def _sample(shape: Any, path: tuple[str, ...]) -> Any:
    match shape.type_name:
        case "structure":
            members = {name: member for name, member in shape.members.items() if name not in _LEFT_OUT}
            # Attribute values hold attribute values.
            inside = (*path, shape.name)
            return {
                name: _OWN.get(name) or _sample(member, inside)
                for name, member in members.items()
                if len(path) < _DEEPEST and inside.count(shape.name) < 2 + (member.type_name not in {"map", "list"})
            }
        case "list":
            return [_sample(shape.member, path)] * max(1, shape.metadata.get("min", 1))
        case "map":
            return {_sample(shape.key, path): _sample(shape.value, path)}
        case "string":
            return shape.enum[0] if shape.enum else "text".ljust(shape.metadata.get("min", 0), "-")
    return _VALUES[shape.type_name]


def _plain(value: bytes | datetime) -> object:
    return value.timestamp() if isinstance(value, datetime) else "YmxvYg=="


def _xml(name: str, value: object) -> str:
    inside = "".join(_xml(*each) for each in value.items()) if isinstance(value, dict) else escape(str(value))
    return f"<{name}>{inside}</{name}>"
