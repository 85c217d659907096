# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The base class and the shared types of generated models."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from generated.checks import (
    decimal_of_integer,
    in_cents,
    integer_of_text,
    with_short_local_part,
    with_visible_character,
)


class Model(BaseModel):
    """A model of the contract, for tests and tools: the functions use ``generated.requests`` and ``.responses``.

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


type Money = Annotated[Decimal, Field(decimal_places=2)]
"""An exact amount with at most two decimals in a response."""

type NewMoney = Annotated[Decimal, BeforeValidator(decimal_of_integer), AfterValidator(in_cents)]
"""An exact amount with at most two decimals in a request; accepts `int` and `Decimal`, not `float` or strings."""

type ReadableText = Annotated[str, AfterValidator(with_visible_character)]
"""Text that people read: empty, or with a visible character."""

type EmailText = Annotated[str, AfterValidator(with_short_local_part)]
"""An e-mail address whose local part has at most 64 characters."""

type IntegerText = Annotated[int, BeforeValidator(integer_of_text)]
"""An integer sent as a string in a path, a query or a header."""
