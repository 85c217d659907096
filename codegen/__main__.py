"""The command: write generated/, or with --check say which of its files differ from what the contract gives."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen.contract import ContractError
from codegen.files import differences, write
from codegen.generate import generated_files

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 1 if --check finds a difference or the contract can't be generated."""
    options = _parser().parse_args(arguments)
    try:
        files = generated_files(options.contract)
    except ContractError as error:
        print(f"{options.contract.name}: {error}", file=sys.stderr)
        return 1
    if not options.check:
        write(files, options.output)
        return 0
    differing = differences(files, options.output)
    for name in differing:
        print(f"generated/{name} is not what {options.contract.name} gives: `make generate`", file=sys.stderr)
    return 1 if differing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs, and name it")
    parser.add_argument("--contract", type=Path, default=ROOT / "openapi.yaml")
    parser.add_argument("--output", type=Path, default=ROOT / "generated")
    return parser


if __name__ == "__main__":
    sys.exit(main())
