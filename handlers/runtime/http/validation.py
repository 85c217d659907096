"""What pydantic finds wrong, in the contract's words: every fault with a pointer, and never the value."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import ValidationError

from handlers.domain.errors import Fault, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic_core import ErrorDetails

type Location = tuple[int | str, ...]

# A longer pattern, such as an e-mail address's, tells nobody anything.
LONGEST_PATTERN = 100
OTHER_FORM = "value is not of the form that the contract describes"
_OWN_WORDS = {
    "model_type": "value is not an object",
    "dict_type": "value is not an object",
    "missing": "value is missing",
    "extra_forbidden": "there is no such property",
}


@contextmanager
def faults_of(pointer: Callable[[Location], str]) -> Iterator[None]:
    """Turn a `ValidationError` raised inside into `InvalidRequest`.

    Parameters
    ----------
    pointer : Callable
        From pydantic's location to a JSON pointer into ``{body, path, query, header}``.

    Raises
    ------
    InvalidRequest
        If one was raised, with a fault for each of its errors.
    """
    try:
        yield
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidRequest([Fault(pointer(fault["loc"]), _detail(fault)) for fault in found]) from None


def _detail(fault: ErrorDetails) -> str:
    said = _OWN_WORDS.get(fault["type"]) or fault["msg"].replace("Input", "value").replace("String", "value")
    return OTHER_FORM if fault["type"] == "string_pattern_mismatch" and len(said) > LONGEST_PATTERN else said
