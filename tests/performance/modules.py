"""Which modules each function imports: ``make generate`` writes ``modules.txt``, and a test compares it.

The list is exact, except that of the standard library it has public packages only: the rest depends on the system.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

from local.aws.functions import rows
from local.config import ROOT

FILE = Path(__file__).with_name("modules.txt")
LOCK = ROOT / "docker" / "requirements.txt"
OURS = frozenset({"handlers", "generated"})
_HEAD = """\
# The modules that each function imports before its first event in Lambda. `make generate` writes this file, a test
# compares it. More imports slow the start, so check that they are needed. Of the standard library only packages are
# listed, without those that Python's own start imports. A dot is the package itself.
"""
# These depend on how Python was built and how the process was started.
_OF_THE_SYSTEM = ("_sysconfigdata", "__")
_EVERY = "every function"
_WIDTH = 120


def main() -> None:
    """Write ``modules.txt``."""
    FILE.write_text(written(by_function()))


def by_function() -> dict[str, frozenset[str]]:
    """Return the imports of each function, with only the packages of the runtime's lock file installed."""
    handlers = {function: str(row["handler"]).rpartition(".")[0] for function, row in rows().items()}
    imported = imported_with(handlers.values())
    return {function: frozenset(named(imported[module])) for function, module in handlers.items()}


def imported_with(modules: Iterable[str], *, in_lambda: bool = True) -> dict[str, list[str]]:
    """Return the imports of each module, each in a process of its own without settings."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as hidden:
        json.dump(sorted(not_in_lambda()), hidden)
        hidden.flush()
        program = Path(__file__).with_name("importing.py")
        # Lambda sets the first; imports read no settings (R24).
        environment = {"PYTHONPATH": str(ROOT)} | ({"LAMBDA_TASK_ROOT": "/var/task"} if in_lambda else {})
        command = [sys.executable, "-P", str(program), hidden.name, *modules]
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
    """Return the text of ``modules.txt``: third-party modules of several functions are listed once, in a group."""
    groups = _groups(imports)
    sections = [_section(name, modules, ()) for name, (_, modules) in groups.items()]
    shared = frozenset[str]().union(*(modules for _, modules in groups.values()))
    for function, modules in imports.items():
        uses = [name for name, (functions, _) in groups.items() if function in functions]
        sections.append(_section(function, modules - shared, uses))
    return _HEAD + "".join(sections)


def _groups(imports: Mapping[str, frozenset[str]]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return groups by name: some functions, and the modules that exactly these import."""
    users = defaultdict(set)
    for function, modules in imports.items():
        for module in modules:
            users[module].add(function)
    shared = defaultdict(set)
    for module, functions in sorted(users.items()):
        if len(functions) == len(imports) or (len(functions) > 1 and module.partition(".")[0] not in OURS):
            shared[frozenset(functions)].add(module)
    largest_first = sorted(shared.items(), key=lambda group: (-len(group[0]), sorted(group[1])))
    groups: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for users_of_it, imported in largest_first:
        name = _EVERY if len(users_of_it) == len(imports) else _name(imported, groups)
        groups[name] = users_of_it, frozenset(imported)
    return groups


def _name(modules: Iterable[str], taken: Container[str]) -> str:
    """Return the most frequent package of some modules, numbered if the name is taken."""
    counts = Counter(module.partition(".")[0] for module in sorted(modules))
    package = max(counts, key=lambda name: (name not in sys.stdlib_module_names, counts[name]))
    numbered = (f"{package}, {number}" for number in itertools.count(2))
    return next(name for name in itertools.chain([package], numbered) if name not in taken)


def _section(name: str, modules: frozenset[str], uses: Iterable[str]) -> str:
    packages = defaultdict(list)
    for module in sorted(modules):
        package, _, rest = module.partition(".")
        packages["python" if package in sys.stdlib_module_names else package].append(
            package if package in sys.stdlib_module_names else rest or "."
        )
    lines = [("with", "; ".join(uses))] if uses else []
    lines += [(package, " ".join(rest)) for package, rest in packages.items()]
    return f"\n[{name}]\n" + "".join(_wrapped(f"{package}: {rest}") for package, rest in lines)


def _wrapped(line: str) -> str:
    return textwrap.fill(line, _WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False) + "\n"


if __name__ == "__main__":
    main()
