"""JSON text with exact decimals, by RFC 8259 and no looser."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import TYPE_CHECKING, NoReturn

import simplejson

from handlers.domain.errors import Fault, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

type JsonValue = bool | int | Decimal | str | list[JsonValue] | dict[str, JsonValue] | None

# The contract's bodies are three levels deep; Python's parser crashes at a few thousand.
_MAX_DEPTH = 32
# Its objects have a handful of names; reporting 100,000 faults would time out.
_MAX_NAMES = 1000
# Bounds the work of `_is_deep` on a text of nothing but brackets.
_MAX_OPENING = 100_000
# Many times the contract's largest body; parsing a longer one takes hundreds of megabytes.
_MAX_LENGTH = 1_000_000
_MAX_EXPONENT = 50
# Possessive quantifiers: no memory for backtracking in a text of megabytes.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[][{}]")
_ENCODER = simplejson.JSONEncoder(ensure_ascii=False, separators=(",", ":"), use_decimal=True)


def parse(text: str | bytes) -> JsonValue:
    """Return the value of a JSON text (RFC 8259); numbers with a point or an exponent are `Decimal`.

    Raises
    ------
    InvalidRequest
        If it is not JSON in UTF-8; has NaN, Infinity, a lone surrogate, a duplicate name, more than 1,000 names in an
        object or a number with too many digits; is nested deeper than 32 levels or longer than 1,000,000 characters.
    """
    try:
        decoded = text.decode() if isinstance(text, bytes) else text
        if len(decoded) > _MAX_LENGTH:
            _refuse(f"JSON is longer than {_MAX_LENGTH} characters")
        if _is_deep(decoded):
            _refuse(f"JSON is nested deeper than {_MAX_DEPTH} levels")
        value: JsonValue = json.loads(
            decoded, parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_object_of_pairs
        )
        if "\\u" in decoded:
            dump(value).encode()
    except UnicodeError:
        _refuse("text is not valid UTF-8")
    except (ValueError, InvalidOperation):
        _refuse("value is not valid JSON")
    return value


def dump(value: object) -> str:
    """Return a value as JSON text; a `Decimal` becomes a number, with the same digits."""
    return _ENCODER.encode(value)


def _is_deep(text: str) -> bool:
    opening = text.count("[") + text.count("{")
    if opening <= _MAX_DEPTH:
        return False
    if opening > _MAX_OPENING:
        _refuse("JSON has too many arrays and objects")
    steps = (1 if bracket[0] in "[{" else -1 for bracket in _BRACKET.finditer(_STRING.sub("", text)))
    return any(depth > _MAX_DEPTH for depth in accumulate(steps))


def _decimal(digits: str) -> Decimal:
    number = Decimal(digits)
    if abs(number.adjusted()) > _MAX_EXPONENT or len(digits) > 2 * _MAX_EXPONENT:
        _refuse("number has too many digits")
    return number


def _no_constant(name: str) -> NoReturn:
    _refuse(f"{name} is not JSON")


def _object_of_pairs(pairs: Iterable[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    pairs = list(pairs)
    if len(pairs) > _MAX_NAMES:
        _refuse(f"object has more than {_MAX_NAMES} names")
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("object has a duplicate name")
    return found


def _refuse(detail: str) -> NoReturn:
    raise InvalidRequest([Fault("/body", detail)])
