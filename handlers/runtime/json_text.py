"""JSON text with exact decimals, and nothing that JSON doesn't have."""

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

# The contract's bodies are three levels deep; a parser's own limit lies at a few thousand and ends in a crash.
_MAX_DEPTH = 32
# And its objects have a handful of names: to tell a fault of each of a hundred thousand takes longer than there is.
_MAX_NAMES = 1000
# A long text may be all brackets, but no body has so many.
_MAX_OPENING = 100_000
# Every body of the contract fits in many times over; what a parser makes of a longer one takes hundreds of megabytes.
_MAX_LENGTH = 1_000_000
_MAX_EXPONENT = 50
# Possessive, so that a text of megabytes costs no memory to go back in.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[][{}]")
_ENCODER = simplejson.JSONEncoder(ensure_ascii=False, separators=(",", ":"), use_decimal=True)


def parse(text: str | bytes) -> JsonValue:
    """Return the value of a JSON text (RFC 8259); numbers with a point or an exponent are `Decimal`.

    Raises
    ------
    InvalidRequest
        If it is no JSON in UTF-8, holds NaN, Infinity, lone surrogates, a name twice in an object or more than 1,000
        names in one, a number of absurd size, is nested deeper than 32 levels, or is longer than 1,000,000 characters.
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
    """Return a value as JSON text; a `Decimal` becomes a number, digit by digit."""
    return _ENCODER.encode(value)


def _is_deep(text: str) -> bool:
    opening = text.count("[") + text.count("{")
    if opening <= _MAX_DEPTH:
        return False
    if opening > _MAX_OPENING:
        _refuse("JSON has too many lists and objects")
    steps = (1 if bracket[0] in "[{" else -1 for bracket in _BRACKET.finditer(_STRING.sub("", text)))
    return any(depth > _MAX_DEPTH for depth in accumulate(steps))


def _decimal(digits: str) -> Decimal:
    number = Decimal(digits)
    if abs(number.adjusted()) > _MAX_EXPONENT or len(digits) > 2 * _MAX_EXPONENT:
        _refuse("a number has too many digits")
    return number


def _no_constant(name: str) -> NoReturn:
    _refuse(f"{name} is not JSON")


def _object_of_pairs(pairs: Iterable[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    pairs = list(pairs)
    if len(pairs) > _MAX_NAMES:
        _refuse(f"an object has more than {_MAX_NAMES} names")
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("an object has the same name twice")
    return found


def _refuse(detail: str) -> NoReturn:
    raise InvalidRequest([Fault("/body", detail)])
