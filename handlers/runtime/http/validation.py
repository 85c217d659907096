"""Validation of parameters and bodies with pydantic-core and the contract's schemas; pydantic isn't imported."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import SchemaValidator, ValidationError

from handlers.domain.errors import Fault, InvalidRequest
from handlers.runtime.http.request import MAX_PATTERN_LENGTH, PATTERN_MISMATCH, pointer_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

    from generated.requests import Validated
    from handlers.runtime.json_text import JsonValue

type Location = tuple[int | str, ...]

_DETAILS = {
    "model_type": "value is not an object",
    "dict_type": "value is not an object",
    "missing": "value is missing",
    "extra_forbidden": "property is not allowed",
}


@cache
def validator_of(module: str) -> SchemaValidator:
    """Return the validator of a module of ``generated.requests``, made by its first import."""
    return cast("SchemaValidator", importlib.import_module(f"generated.requests.{module}").VALIDATOR)


def validate_parameters(module: str, sent: Mapping[str, str], locations: Mapping[str, str]) -> Validated:
    """Return the parameters, or raise `InvalidRequest` with every fault and its location.

    Parameters
    ----------
    module : str
        The operation's parameters in ``generated.requests``.
    sent : Mapping[str, str]
        The texts of the parameters in the request.
    locations : Mapping[str, str]
        ``path``, ``query`` or ``header`` by parameter.
    """
    texts: dict[str, Any] = {**sent}  # pydantic-core's type is a dictionary of dictionaries
    try:
        return cast("Validated", validator_of(module).validate_strings(texts, by_name=False))
    except ValidationError as error:
        raise _invalid(error, lambda loc: f"/{locations[str(loc[0])]}/{loc[0]}") from None


def validate_body(module: str, value: JsonValue) -> Validated:
    """Return a body, or raise `InvalidRequest` with every fault; the module is in ``generated.requests``."""
    try:
        return cast("Validated", validator_of(module).validate_python(value, by_name=False))
    except ValidationError as error:
        raise _invalid(error, lambda loc: "".join(f"/{pointer_step(str(step))}" for step in ("body", *loc))) from None


def _invalid(error: ValidationError, pointer: Callable[[Location], str]) -> InvalidRequest:
    """Return an error with a JSON pointer for each fault, and never the value."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return InvalidRequest([Fault(pointer(fault["loc"]), _detail(fault)) for fault in found])


def _detail(fault: ErrorDetails) -> str:
    detail = _DETAILS.get(fault["type"]) or fault["msg"].replace("Input", "value").replace("String", "value")
    is_long_pattern = fault["type"] == "string_pattern_mismatch" and len(detail) > MAX_PATTERN_LENGTH
    return PATTERN_MISMATCH if is_long_pattern else detail
