# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The base class and the shared types of generated models."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

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


class Model(BaseModel):
    """A model of the contract.

    Python code constructs it by field names. Client input is validated by aliases only (``by_name=False``): JSON with
    ``model_validate``, after parsing floats as `Decimal`, and parameters with
    ``model_validate_strings``; an omitted optional field is ``MISSING``.
    """

    model_config = ConfigDict(
        defer_build=True,
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_by_alias=True,
        validate_by_name=True,
        serialize_by_alias=True,
    )


def _decimal_of_integer(value: object) -> object:
    return Decimal(value) if type(value) is int else value


def _in_cents(value: Decimal) -> Decimal:
    # By digits: `%` and `quantize` fail on numbers beyond the context's precision.
    _, digits, exponent = value.as_tuple()
    if isinstance(exponent, int) and -exponent > _DECIMALS and any(digits[exponent + _DECIMALS :]):
        raise PydanticCustomError("multiple_of", "Input should be a multiple of 0.01")
    return value


def _with_visible_character(value: str) -> str:
    is_visible = any("!" <= character <= "~" for character in value) or re.search(_VISIBLE, value)
    if value and not is_visible:
        raise PydanticCustomError("no_visible_character", "Input has no visible character")
    return value


def _with_short_local_part(value: str) -> str:
    if len(value.replace("＠", "@").partition("@")[0]) > _LOCAL_PART_CHARACTERS:
        raise PydanticCustomError("local_part", "Input has more than 64 characters before the @")
    return value


def _integer_of_text(value: object) -> object:
    # pydantic alone would also accept " 5", "5.0" and "1_0".
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_INTEGER, value):
        raise PydanticCustomError("int_parsing", "Input should be a valid integer")
    return int(value)


type Money = Annotated[Decimal, Field(decimal_places=2)]
"""An exact amount with at most two decimals in a response."""

type NewMoney = Annotated[Decimal, BeforeValidator(_decimal_of_integer), AfterValidator(_in_cents)]
"""An exact amount with at most two decimals in a request; accepts `int` and `Decimal`, not `float` or strings."""

type ReadableText = Annotated[str, AfterValidator(_with_visible_character)]
"""Text that people read: empty, or with a visible character."""

type EmailText = Annotated[str, AfterValidator(_with_short_local_part)]
"""An e-mail address whose local part has at most 64 characters."""

type IntegerText = Annotated[int, BeforeValidator(_integer_of_text)]
"""An integer sent as a string in a path, a query or a header."""
