"""Write the modules of ``generated/requests``, from the pydantic models."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pydantic_core import MISSING

from codegen.annotations import annotation_text, models_inside, plain_type, typing_imports
from codegen.core_schemas import Literal

if TYPE_CHECKING:
    from pydantic import BaseModel


def request_source(model: type[BaseModel]) -> str:
    """Return the source of the module that validates a body or parameters.

    Raises
    ------
    TypeError
        If the model's core schema has no literal, or calls a function that ``generated/checks.py`` lacks.
    """
    schema = Literal(model.__pydantic_core_schema__)
    checks = vars(importlib.import_module("generated.checks"))
    if unknown := sorted(schema.functions - {*checks}):
        raise TypeError(f"{model.__name__} needs {', '.join(unknown)} of pydantic, which generated/checks.py lacks")
    imported = f"from generated.checks import {', '.join(sorted(schema.functions))}\n" if schema.functions else ""
    classes = "".join(map(_class_source, dict.fromkeys([*models_inside(model), model])))
    return (
        f'"""The validated {model.__name__}."""\n'
        "from __future__ import annotations\n"
        "from functools import partial\n"
        "from typing import TYPE_CHECKING\n"
        "from pydantic_core import SchemaValidator\n"
        f"{imported}"
        "from generated.missing import MISSING\n"
        "from generated.requests import Validated\n"
        f"{typing_imports(classes)}\n{classes}\nVALIDATOR = SchemaValidator({schema.text})\n"
    )


def _class_source(model: type[BaseModel]) -> str:
    fields = {
        name: annotation_text(plain_type(field.annotation))
        + (" | Missing" if not field.is_required() and field.get_default() is MISSING else "")
        for name, field in model.model_fields.items()
    }
    names = {name: field.alias for name, field in model.model_fields.items() if field.alias and field.alias != name}
    return (
        f'class {model.__name__}(Validated):\n    """{(model.__doc__ or "").strip()}"""\n    __slots__ = ()\n'
        + (f"    NAMES = {names!r}\n" if names else "")
        + "".join(f"    {name}: {annotation}\n" for name, annotation in fields.items())
    )
