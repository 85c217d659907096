"""Which modules each function imports: ``make generate`` writes ``modules.txt``, and a test compares it.

The list is exact, except that of the standard library it has public packages only: the rest depends on the system.
"""

import json
import re
import subprocess
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

from local.aws.functions import rows
from local.config import ROOT

FILE = Path(__file__).with_name("modules.txt")
LOCK = ROOT / "docker" / "requirements.txt"
_HEAD = """\
# The modules that each function imports before its first event in Lambda. `make generate` writes this file, a test
# compares it. More imports slow the start, so check that they are needed. Of the standard library only packages are
# listed, without those that Python's own start imports. A dot is the package itself. A section has the modules that
# exactly the functions in its heading import.
"""
# These depend on how Python was built and how the process was started.
_OF_THE_SYSTEM = ("_sysconfigdata", "__")
_WIDTH = 120


HANDLERS = {function: str(row["handler"]).rpartition(".")[0] for function, row in rows().items()}


def by_function(imported: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return the imports of each function, of which a list of modules shows Python's public packages only."""
    return {function: frozenset(named(imported[module])) for function, module in HANDLERS.items()}


def imported_with(modules: Iterable[str], *, in_lambda: bool = True) -> dict[str, list[str]]:
    """Return the imports of each module, each in a process of its own without settings.

    Only the packages of the runtime's lock file can be imported.
    """
    program = str(Path(__file__).with_name("importing.py"))
    command = [sys.executable, "-P", program, ",".join(not_in_lambda()), *modules]
    # Imports read no settings (R24), except this one of Lambda's.
    environment = {"PYTHONPATH": str(ROOT)} | ({"LAMBDA_TASK_ROOT": "/var/task"} if in_lambda else {})
    ran = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    imported: dict[str, list[str]] = json.loads(ran.stdout)
    return imported


def not_in_lambda() -> set[str]:
    """Return the packages that are installed here but not in the runtime's lock file."""
    locked = set(re.findall(r"^([a-z0-9-]+)==", LOCK.read_text(), re.MULTILINE))
    return {
        package
        for package, distributions in packages_distributions().items()
        if not {re.sub("[-_.]+", "-", each).lower() for each in distributions} & locked
    }


def named(modules: Iterable[str]) -> Iterator[str]:
    """Yield the modules, and of the standard library the public packages only."""
    for module in modules:
        package = module.partition(".")[0]
        is_pythons = package in sys.stdlib_module_names
        if not module.startswith("_" if is_pythons else _OF_THE_SYSTEM) and not (is_pythons and module != package):
            yield module


def written(imports: Mapping[str, frozenset[str]]) -> str:
    """Return the text of ``modules.txt``: for each set of functions, the modules that exactly they import."""
    users = defaultdict(list)
    for function, modules in imports.items():
        for module in modules:
            users[module].append(function)
    sections = defaultdict(list)
    for module, functions in sorted(users.items()):
        sections[tuple(functions)].append(module)
    most_functions_first = sorted(sections.items(), key=lambda section: (-len(section[0]), section[0]))
    return _HEAD + "".join(
        _section(_heading(functions, imports), modules) for functions, modules in most_functions_first
    )


def _heading(functions: Sequence[str], every_function: Iterable[str]) -> str:
    others = [function for function in every_function if function not in functions]
    if len(others) >= len(functions):
        return ", ".join(functions)
    return f"every function except {', '.join(others)}" if others else "every function"


def _section(heading: str, modules: Iterable[str]) -> str:
    packages = defaultdict(list)
    for module in modules:
        package, _, rest = module.partition(".")
        if package in sys.stdlib_module_names:
            packages["python"].append(package)
        else:
            packages[package].append(rest or ".")
    lines = (f"{package}: {' '.join(rest)}" for package, rest in packages.items())
    return "\n" + "".join(map(_wrapped, (f"[{heading}]", *lines)))


def _wrapped(line: str) -> str:
    return textwrap.fill(line, _WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(by_function(imported_with(HANDLERS.values()))))
