"""Optimizations of cold starts; ``handlers/__init__.py`` applies them before any other import."""

from __future__ import annotations

import gc
import sys
import threading
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_DEFAULT_THRESHOLD = gc.get_threshold()
# Imports create many objects and discard few, so a collection every 2,000 objects frees almost nothing.
_STARTUP_THRESHOLD = 100_000
_CORE_SCHEMA = "pydantic_core.core_schema"
# `pydantic_core` imports these, for annotations.
_TYPES = {"CoreConfig", "CoreSchema", "CoreSchemaType", "ErrorType"}


def prepare_cold_start() -> None:
    """Reduce garbage collection until `freeze_startup_objects`, and import less of pydantic-core and PyJWT."""
    gc.set_threshold(_STARTUP_THRESHOLD)
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)


def freeze_startup_objects() -> None:
    """Resume garbage collection, and exclude the objects created at start-up from it."""
    if gc.get_threshold() != _DEFAULT_THRESHOLD:
        gc.freeze()
        gc.set_threshold(*_DEFAULT_THRESHOLD)


class _Loader(SourceFileLoader):
    """Executes the module when something else than the imports of `pydantic_core` reads it."""

    # The module consists of some 60 typed dictionaries and of functions that make schemas. Their creation is most of
    # the import of `pydantic_core`, and validation with the generated schemas reads none.
    def exec_module(self, module: ModuleType) -> None:
        execute = super().exec_module

        def load(name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            if name in _TYPES and not hasattr(sys.modules["pydantic_core"], name):
                return Any
            del module.__getattr__
            execute(module)
            return getattr(module, name)

        vars(module)["__getattr__"] = load


class _JwtLoader(SourceFileLoader):
    """Executes PyJWT without cryptography, which it would import for algorithms that aren't used."""

    def exec_module(self, module: ModuleType) -> None:
        _thread.imports_jwt = True
        try:
            super().exec_module(module)
        finally:
            _thread.imports_jwt = False


_LOADERS = {_CORE_SCHEMA: _Loader, "jwt": _JwtLoader}
# The development server imports functions in several threads, some of which need cryptography.
_thread = threading.local()


class _Finder(PathFinder):
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "cryptography" and getattr(_thread, "imports_jwt", False):
            raise ModuleNotFoundError("PyJWT doesn't need it", name=fullname)
        if fullname not in _LOADERS:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = _LOADERS[fullname](fullname, spec.origin)
        return spec
