"""The command: write generated/clients/, or with --check list its files that are out of date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.clients.python.generate import python_files
from codegen.clients.typescript.generate import NodeNotInstalled, typescript_files
from codegen.contract import ContractError, load
from codegen.files import differences, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codegen.contract import Contract

ROOT = Path(__file__).resolve().parents[2]
_CLIENTS: Mapping[str, Callable[[Contract], dict[str, str]]] = {
    "python": python_files,
    "typescript": typescript_files,
}
_ALL = ("**/*",)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 1 if --check finds outdated files or the contract can't be generated, else 0."""
    options = _parser().parse_args(arguments)
    try:
        return max(_client(language, options) for language in options.languages)
    except (ContractError, NodeNotInstalled) as error:
        print(f"{options.contract.name}: {error}", file=sys.stderr)
        return 1


def _client(language: str, options: argparse.Namespace) -> int:
    files, folder = _CLIENTS[language](load(options.contract)), options.output / language
    if not options.check:
        write(files, folder, exclusive=_ALL)
        return 0
    outdated = differences(files, folder, exclusive=_ALL)
    for name in outdated:
        print(
            f"generated/clients/{language}/{name} is out of date with the contract: run `make generate`",
            file=sys.stderr,
        )
    return 1 if outdated else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m codegen.clients", description=__doc__)
    parser.add_argument("languages", nargs="*", default=[*_CLIENTS], metavar="LANGUAGE", help="python, typescript")
    parser.add_argument("--check", action="store_true", help="write nothing; list outdated files, exit 1 if any")
    parser.add_argument("--contract", type=Path, default=ROOT / "openapi.yaml")
    parser.add_argument("--output", type=Path, default=ROOT / "generated" / "clients")
    return parser


if __name__ == "__main__":
    sys.exit(main())
