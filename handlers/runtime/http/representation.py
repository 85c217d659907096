"""From what the domain knows to what the contract shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import MISSING

from handlers.runtime import json_text

if TYPE_CHECKING:
    from pydantic import BaseModel


def represent[M: BaseModel](model: type[M], source: object, **others: object) -> M:
    """Return a generated model filled from the attributes with the names of its fields; None is left out.

    Parameters
    ----------
    model : type[M]
        A generated model.
    source : object
        An object with an attribute for each field that ``others`` doesn't have.
    others : object
        The values of fields that aren't attributes of ``source``.
    """
    fields = {
        name: value
        for name in model.model_fields
        if name not in others and (value := getattr(source, name)) is not None
    }
    return model(**fields, **others)


def given[T, D](value: T | MISSING, otherwise: D) -> T | D:
    """Return an optional field's value, or the other if the client left it out.

    Parameters
    ----------
    value : T or MISSING
        A field of a request's model; MISSING stands for one that was left out.
    otherwise : D
        What to return then.
    """
    return otherwise if value is MISSING else value


def text_of(model: BaseModel) -> str:
    """Return a generated model as JSON text, in the contract's names; the same for every way to write the same."""
    return json_text.dump(model.model_dump(by_alias=True))
