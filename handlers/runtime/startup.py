"""Optimizations of cold starts; ``handlers/__init__.py`` applies them before any other import."""

from __future__ import annotations

import gc
import sys
import typing
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_DEFAULT_THRESHOLD = gc.get_threshold()
# Imports create many objects and discard few, so a collection every 2,000 objects frees almost nothing.
_STARTUP_THRESHOLD = 100_000
_CORE_SCHEMA = "pydantic_core.core_schema"


def prepare_cold_start() -> None:
    """Reduce garbage collection until `freeze_startup_objects`, and import pydantic's typed dicts as plain dicts."""
    gc.set_threshold(_STARTUP_THRESHOLD)
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)


def freeze_startup_objects() -> None:
    """Resume garbage collection, and exclude the objects created at start-up from it."""
    if gc.get_threshold() != _DEFAULT_THRESHOLD:
        gc.freeze()
        gc.set_threshold(*_DEFAULT_THRESHOLD)


class _PlainDict(dict[str, object]):
    """The base class of the plain dictionaries."""

    def __init_subclass__(cls, **_: object) -> None:
        """Accept the class arguments of a typed dictionary, such as ``total=False``."""


class _Loader(SourceFileLoader):
    """Executes a module with `typing.TypedDict` replaced by `_PlainDict`; a test compares every model's schema."""

    # Without it, `make bench` counts 6.8 % more instructions for getProduct's cold start (1.113 b against 1.042 b) and
    # 5.9 % for createOrder's: pydantic_core builds some 60 typed dictionaries that only type checkers read.
    def exec_module(self, module: ModuleType) -> None:
        typed = typing.TypedDict
        typing.TypedDict = _PlainDict  # type: ignore[assignment]  # only while the module is executed
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
