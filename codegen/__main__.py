"""The command: write generated/, or with --check list its files that are out of date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen.contract import ContractError
from codegen.files import differences, write
from codegen.generate import generated_files

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 1 if --check finds outdated files or the contract can't be generated, else 0."""
    options = _parser().parse_args(arguments)
    try:
        files = generated_files(options.contract)
    except ContractError as error:
        print(f"{options.contract.name}: {error}", file=sys.stderr)
        return 1
    if not options.check:
        write(files, options.output)
        return 0
    outdated = differences(files, options.output)
    for name in outdated:
        print(f"generated/{name} is out of date with {options.contract.name}: run `make generate`", file=sys.stderr)
    return 1 if outdated else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; list outdated files, exit 1 if any")
    parser.add_argument("--contract", type=Path, default=ROOT / "openapi.yaml")
    parser.add_argument("--output", type=Path, default=ROOT / "generated")
    return parser


if __name__ == "__main__":
    sys.exit(main())
