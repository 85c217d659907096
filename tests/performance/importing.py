"""Import modules as Lambda would, each in its own process, and print the modules that each imports.

``python importing.py HIDDEN,… MODULE …`` prints them by module, without those that Python itself imports. Hidden
packages can't be imported, because the tests' environment has more packages than a Lambda.
"""

import json
import os
import sys


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
        imported: list[str] = json.loads(result.read())
    os.waitpid(child, 0)
    return imported


def main(hidden: str, *modules: str) -> None:
    for name in hidden.split(","):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's way to prevent an import
    print(json.dumps({module: imported_with(module) for module in modules}))


if __name__ == "__main__":
    main(*sys.argv[1:])
