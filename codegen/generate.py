"""The files of generated/, from the contract and from the functions' AWS actions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.api_gateway.document import partner, storefront
from codegen.aws_models import aws_files
from codegen.aws_roots import amazon_roots
from codegen.contract import load
from codegen.formatting import format_python
from codegen.models import HEADER, model_files
from codegen.operations import operations_source

if TYPE_CHECKING:
    from codegen.contract import Contract, Node

_FUNCTIONS = Path(__file__).resolve().parent.parent / "terraform" / "functions.json"
_TEMPLATES = Path(__file__).with_name("templates")
_PACKAGE = f'{HEADER}\n"""Generated from openapi.yaml."""\n'


def generated_files(contract_file: Path) -> dict[str, str]:
    """Return the text of every generated file by its path inside ``generated/``.

    Raises
    ------
    ContractError
        If the contract contains something that can't be generated.
    """
    contract = load(contract_file)
    return {
        **format_python(_python_files(contract)),
        **aws_files(_actions()),
        "aws/amazon_roots.pem": amazon_roots(),
        "openapi.json": _json(contract.document),
        "api_gateway.storefront.json": _json(storefront(contract), indent=2),
        "api_gateway.partner.json": _json(partner(contract), indent=2),
    }


def _actions() -> set[str]:
    """Return the AWS actions of all functions."""
    rows = json.loads(_FUNCTIONS.read_text(encoding="utf-8"))
    return {action for row in rows.values() for action in row["actions"]}


def _python_files(contract: Contract) -> dict[str, str]:
    return {
        "__init__.py": _PACKAGE,
        "base.py": f"{HEADER}\n{(_TEMPLATES / 'base.py').read_text(encoding='utf-8')}",
        "operations.py": f"{HEADER}\n{operations_source(contract)}",
        **model_files(contract),
    }


def _json(document: Node, indent: int | None = None) -> str:
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(document, ensure_ascii=False, indent=indent, separators=separators) + "\n"
