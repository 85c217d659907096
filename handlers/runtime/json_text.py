"""JSON text with exact decimals, parsed strictly by RFC 8259."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import TYPE_CHECKING, NoReturn

import simplejson

from handlers.domain.errors import Fault, InvalidRequest, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable

type JsonValue = bool | int | Decimal | str | list[JsonValue] | dict[str, JsonValue] | None

# The contract's bodies are three levels deep; Python's parser crashes at a few thousand.
_MAX_DEPTH = 32
# The contract's objects have a handful of names; reporting 100,000 faults would time out.
_MAX_NAMES = 1000
# Limits the work of `_is_deep` on a text that consists of brackets.
_MAX_OPENING = 100_000
# Many times the contract's largest body; parsing a longer one takes hundreds of megabytes.
_MAX_LENGTH = 1_000_000
_MAX_EXPONENT = 50
# Possessive quantifiers don't backtrack, which would take much memory for a text of megabytes.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[][{}]")
_ENCODER = simplejson.JSONEncoder(ensure_ascii=False, separators=(",", ":"), use_decimal=True)


class TextTooLong(RequestError):
    """A JSON text is longer than any that the contract allows."""

    def __init__(self) -> None:
        super().__init__(f"The body is longer than {_MAX_LENGTH:,} characters.")


def parse(text: str | bytes) -> JsonValue:
    """Parse a JSON text (RFC 8259); numbers with a point or an exponent become `Decimal`.

    Raises
    ------
    InvalidRequest
        If the text isn't JSON in UTF-8; contains NaN, Infinity, a lone surrogate, a duplicate name, an object with more
        than 1,000 names or a number with too many digits; or is nested deeper than 32 levels.
    TextTooLong
        If the text is longer than 1,000,000 characters.
    """
    try:
        decoded = text.decode() if isinstance(text, bytes) else text
        if len(decoded) > _MAX_LENGTH:
            raise TextTooLong
        if _is_deep(decoded):
            _reject(f"JSON is nested deeper than {_MAX_DEPTH} levels")
        value: JsonValue = _DECODER.decode(decoded)
        if "\\u" in decoded:
            dump(value).encode()
    except UnicodeError:
        _reject("text is not valid UTF-8")
    except (ValueError, InvalidOperation):
        _reject("value is not valid JSON")
    return value


def dump(value: object) -> str:
    """Return a value as JSON text; a `Decimal` becomes a number, with the same digits."""
    return _ENCODER.encode(value)


def _is_deep(text: str) -> bool:
    opening = text.count("[") + text.count("{")
    if opening <= _MAX_DEPTH:
        return False
    if opening > _MAX_OPENING:
        _reject("JSON has too many arrays and objects")
    steps = (1 if bracket[0] in "[{" else -1 for bracket in _BRACKET.finditer(_STRING.sub("", text)))
    return any(depth > _MAX_DEPTH for depth in accumulate(steps))


def _decimal(digits: str) -> Decimal:
    number = Decimal(digits)
    if abs(number.adjusted()) > _MAX_EXPONENT or len(digits) > 2 * _MAX_EXPONENT:
        _reject("number has too many digits")
    return number


def _no_constant(name: str) -> NoReturn:
    _reject(f"{name} is not JSON")


def _object_of_pairs(pairs: Iterable[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    pairs = list(pairs)
    if len(pairs) > _MAX_NAMES:
        _reject(f"object has more than {_MAX_NAMES} names")
    found = dict(pairs)
    if len(found) < len(pairs):
        _reject("object has a duplicate name")
    return found


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_object_of_pairs)


def _reject(detail: str) -> NoReturn:
    raise InvalidRequest([Fault("/body", detail)])
