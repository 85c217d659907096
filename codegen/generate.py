"""The files of generated/, from the contract and from the functions' AWS actions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.actions import actions_source
from codegen.api_gateway.document import partner, storefront
from codegen.aws_models import aws_files
from codegen.aws_roots import amazon_roots
from codegen.contract import load
from codegen.formatting import format_python
from codegen.models import HEADER, model_files
from codegen.operations import operations_source
from codegen.without_pydantic import files_without_pydantic

if TYPE_CHECKING:
    from codegen.contract import Contract, Node

_TERRAFORM = Path(__file__).resolve().parent.parent / "terraform"
_TEMPLATES = Path(__file__).with_name("templates")
_COPIED = ("base.py", "checks.py", "missing.py")
_PACKAGE = f'{HEADER}\n"""Generated from openapi.yaml."""\n'


def generated_files(contract_file: Path) -> dict[str, str]:
    """Return the text of every generated file by its path inside ``generated/``.

    Raises
    ------
    ContractError
        If the contract contains something that can't be generated.
    """
    contract = load(contract_file)
    python_files = format_python(_python_files(contract))
    return {
        **format_python(python_files | files_without_pydantic(contract, python_files, HEADER)),
        **aws_files({action for actions in _actions().values() for action in actions}),
        "aws/amazon_roots.pem": amazon_roots(),
        "openapi.json": _json(contract.document),
        "api_gateway.storefront.json": _json(storefront(contract), indent=2),
        "api_gateway.partner.json": _json(partner(contract), indent=2),
    }


def _actions() -> dict[str, list[str]]:
    """Return the AWS actions of each function."""
    return {name: row["actions"] for name, row in _terraform("functions").items()}


def _terraform(name: str) -> Node:
    read: Node = json.loads((_TERRAFORM / f"{name}.json").read_text(encoding="utf-8"))
    return read


def _python_files(contract: Contract) -> dict[str, str]:
    return {
        "__init__.py": _PACKAGE,
        "actions.py": actions_source(_actions(), _terraform("queries")),
        **{name: f"{HEADER}\n{(_TEMPLATES / name).read_text(encoding='utf-8')}" for name in _COPIED},
        "operations.py": f"{HEADER}\n{operations_source(contract)}",
        **model_files(contract),
    }


def _json(document: Node, indent: int | None = None) -> str:
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(document, ensure_ascii=False, indent=indent, separators=separators) + "\n"
