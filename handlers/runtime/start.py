"""What makes a start cheaper; ``handlers/__init__.py`` sees to it before anything else is imported.

``make bench`` counts what it is worth, and this module's tests hold what comes of it against a start without it.
"""

from __future__ import annotations

import gc
import sys
import typing
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_USUAL = gc.get_threshold()
# A start makes much and throws away little: looking for garbage every 2,000 objects finds next to none.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000
_CORE_SCHEMA = "pydantic_core.core_schema"


def lighten() -> None:
    """Begin a start: collect garbage rarely, and leave out of pydantic's core what only type checkers read."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)


def settle() -> None:
    """End the first start of a process: collect garbage as usual, but look at nothing that was imported."""
    if gc.get_threshold() != _USUAL:
        gc.freeze()
        gc.set_threshold(*_USUAL)


class _PlainDict(dict[str, object]):
    """What a typed dictionary is when it runs."""

    def __init_subclass__(cls, **_: object) -> None:
        """Take what only typed ones are told: ``total=False``."""


class _Loader(SourceFileLoader):
    """Runs a module whose typed dictionaries are plain ones.

    Making them takes most of the time that ``pydantic_core.core_schema`` takes. They say what is in the dictionaries
    that its functions make; these are plain anyway, and pydantic asks nobody else what is in them.
    """

    def exec_module(self, module: ModuleType) -> None:
        typed = typing.TypedDict
        typing.TypedDict = _PlainDict  # type: ignore[assignment]  # for as long as it runs
        try:
            super().exec_module(module)
        finally:
            typing.TypedDict = typed


class _Finder(PathFinder):
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _CORE_SCHEMA:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = _Loader(fullname, spec.origin)
        return spec
