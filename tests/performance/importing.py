"""Import modules as Lambda would, each in its own process, and print the modules that each imports.

``python importing.py HIDDEN.json MODULE …`` prints them by module, without those that Python itself imports. Hidden
packages can't be imported, because the tests' environment has more packages than a Lambda.
"""

import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class Hidden:
    """Makes hidden packages unavailable."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise for hidden packages; leave others to the other finders."""
        if name.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def imported_with(module: str) -> list[str]:
    """Return the modules that an import imports, in a fork of this process."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        before = set(sys.modules)
        __import__(module)
        with os.fdopen(writing, "w") as result:
            json.dump(sorted(set(sys.modules) - before), result)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as result:
        text = result.read()
    os.waitpid(child, 0)
    imported: list[str] = json.loads(text)
    return imported


def main(hidden: str, *modules: str) -> None:
    with open(hidden) as names:  # noqa: PTH123  # pathlib would hide that a function imports it
        sys.meta_path.insert(0, Hidden(set(json.load(names))))
    print(json.dumps({module: imported_with(module) for module in modules}))


if __name__ == "__main__":
    main(*sys.argv[1:])
