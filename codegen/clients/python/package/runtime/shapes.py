"""Check values against the annotations of the generated code, which state the contract's types."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from ecommerce_api_client import models
from ecommerce_api_client.runtime.money import to_number
from ecommerce_api_client.runtime.times import to_text
from ecommerce_api_client.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# What a caller may pass for a type, besides the type.
_ACCEPTED: Mapping[type, tuple[type, ...]] = {Decimal: (Decimal, int, float), float: (int, float)}
# JSON numbers are binary floats to many parsers: larger integers lose digits.
_TOO_LARGE = 2**53


class Mismatch(ValueError):
    """A value doesn't have its type; the text names its position and its type, but not the value."""


def check_type(name: str, value: object, annotation: Any) -> None:
    """Check a value and all that it contains.

    Parameters
    ----------
    name : str
        The name of the value in messages.
    annotation : Any
        A type that annotates the arguments of an operation or the fields of a model.

    Raises
    ------
    Mismatch
        If the value, or a value in it, has another type.
    """
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        _check_optional(name, value, get_args(annotation))
    elif origin is list:
        _check_list(name, value, *get_args(annotation))
    elif origin is dict:
        _check_dict(name, value, get_args(annotation)[1])
    elif annotation is not Any:
        # A newer contract may have more values than the literals of this one.
        _check_plain(name, value, str if origin is Literal else annotation)


def _check_optional(name: str, value: object, options: tuple[Any, ...]) -> None:
    if (value is UNSET and Unset in options) or (value is None and NoneType in options):
        return
    [annotation] = (each for each in options if each not in (Unset, NoneType))
    check_type(name, value, annotation)


def _check_list(name: str, values: object, annotation: Any) -> None:
    if not isinstance(values, list):
        raise _mismatch(name, values, list)
    for index, value in enumerate(values):
        check_type(f"{name}[{index}]", value, annotation)


def _check_dict(name: str, values: object, annotation: Any) -> None:
    if not isinstance(values, dict):
        raise _mismatch(name, values, dict)
    for key, value in values.items():
        _check_plain(f"{name}, a key", key, str)
        check_type(f"{name}[{key!r}]", value, annotation)


def _check_plain(name: str, value: object, expected: type) -> None:
    accepted = _ACCEPTED.get(expected, expected)
    # A bool is an int to Python, but not to JSON.
    if not isinstance(value, accepted) or (isinstance(value, bool) and expected is not bool):
        raise _mismatch(name, value, expected)
    if expected in _CHECKS:
        try:
            _CHECKS[expected](value)
        except (ArithmeticError, ValueError) as error:
            raise Mismatch(f"{name}: {error}") from error
    elif attrs.has(expected):
        for field, annotation in _fields(expected).items():
            check_type(f"{name}.{field}", getattr(value, field), annotation)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        # Not with the error: its text contains the value, which may be a password.
        raise ValueError("the text contains a lone surrogate, which isn't a character") from None


def _check_integer(number: int) -> None:
    if abs(number) >= _TOO_LARGE:
        raise ValueError("the number is too large")


_CHECKS: Mapping[type, Callable[[Any], object]] = {
    str: _check_text,
    int: _check_integer,
    Decimal: to_number,
    datetime.datetime: to_text,
}


@cache
def _fields(model: type) -> dict[str, Any]:
    """Return the annotations of a model's fields."""
    annotations = get_type_hints(model, localns=vars(models))
    return {field.name: annotations[field.name] for field in attrs.fields(model)}


def _mismatch(name: str, value: object, expected: type) -> Mismatch:
    return Mismatch(f"{name}: expected {expected.__name__}, not {type(value).__name__}")
