"""What the contract requires beyond types, patterns and limits, as functions that pydantic-core calls.

The generated models and the validators of the functions share them. The last four are pydantic's own, with its errors,
because this module doesn't import pydantic.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError, PydanticKnownError

if TYPE_CHECKING:
    from collections.abc import Sized

_DECIMALS = 2
# As in the contract's patterns, and the invisible characters beyond U+FFFF, which not every regex engine can exclude.
# Regular expressions are compiled at their first use: most starts don't need them.
_VISIBLE = (
    r"[^\u0000-\u0020\u007F-\u00A0\u00AD\u0300-\u036F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F"
    r"\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uE000-\uF8FF\uFDD0-\uFDEF\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB"
    r"\uFFFE\uFFFF\U00016FE4\U0001BCA0-\U0001BCA3\U0001D159\U0001D173-\U0001D17A\U000E0000-\U0010FFFF]"
)
_INTEGER = r"-?(0|[1-9][0-9]{0,17})"
_LOCAL_PART_CHARACTERS = 64


def decimal_of_integer(value: object) -> object:
    """Return an integer as a `Decimal`, and any other value unchanged."""
    return Decimal(value) if type(value) is int else value


def in_cents(value: Decimal) -> Decimal:
    """Reject an amount with more than two decimals."""
    # By digits: `%` and `quantize` fail on numbers beyond the context's precision.
    _, digits, exponent = value.as_tuple()
    if isinstance(exponent, int) and -exponent > _DECIMALS and any(digits[exponent + _DECIMALS :]):
        raise PydanticCustomError("multiple_of", "Input should be a multiple of 0.01")
    return value


def with_visible_character(value: str) -> str:
    """Reject a text without a visible character, unless it is empty."""
    is_visible = any("!" <= character <= "~" for character in value) or re.search(_VISIBLE, value)
    if value and not is_visible:
        raise PydanticCustomError("no_visible_character", "Input has no visible character")
    return value


def with_short_local_part(value: str) -> str:
    """Reject an e-mail address with more than 64 characters before the @."""
    if len(value.replace("＠", "@").partition("@")[0]) > _LOCAL_PART_CHARACTERS:
        raise PydanticCustomError("local_part", "Input has more than 64 characters before the @")
    return value


def integer_of_text(value: object) -> object:
    """Return a parameter's text as an integer; reject a text that isn't one."""
    # pydantic alone would also accept " 5", "5.0" and "1_0".
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_INTEGER, value):
        raise PydanticCustomError("int_parsing", "Input should be a valid integer")
    return int(value)


def greater_than_or_equal_validator(value: Decimal, ge: int) -> Decimal:
    """Reject a number below a limit."""
    if not value >= ge:
        raise PydanticKnownError("greater_than_equal", {"ge": ge})
    return value


def less_than_or_equal_validator(value: Decimal, le: int) -> Decimal:
    """Reject a number above a limit."""
    if not value <= le:
        raise PydanticKnownError("less_than_equal", {"le": le})
    return value


def min_length_validator[S: Sized](value: S, min_length: int) -> S:
    """Reject a value that is too short."""
    if len(value) < min_length:
        context = {"field_type": "Value", "min_length": min_length, "actual_length": len(value)}
        raise PydanticKnownError("too_short", context)
    return value


def max_length_validator[S: Sized](value: S, max_length: int) -> S:
    """Reject a value that is too long."""
    if len(value) > max_length:
        context = {"field_type": "Value", "max_length": max_length, "actual_length": len(value)}
        raise PydanticKnownError("too_long", context)
    return value
