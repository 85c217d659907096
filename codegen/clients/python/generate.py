"""The Python client: openapi-python-client's, and our own layer over it."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from unittest.mock import patch

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser import properties as parsed
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.float import FloatProperty

from codegen.clients.copied import copied, licence
from codegen.clients.python.methods import methods
from codegen.contract import ContractError
from codegen.formatting import formatted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.contract import Contract, Node

PACKAGE = "ecommerce_api_client"
_HERE = Path(__file__).parent
_HEADER = "# Written by codegen from openapi.yaml: change that, then `make generate`."
_COPIED = "# Copied by codegen from codegen/clients/python/package: change that, then `make generate`."
_NO_VERSION = "0.0.0"
_CENT = 0.01
_OLDEST_PYTHON = "py311"
_BROKEN_LINE = re.compile(r"(?<!\n)\n(?![\n -])")


def python_files(contract: Contract) -> dict[str, str]:
    """Return the text of every file of the Python client by its path inside its folder.

    Raises
    ------
    ContractError
        If the contract holds something that can't be generated.
    """
    sources = {
        **{f"{PACKAGE}/{name}": f"{_HEADER}\n{text}" for name, text in _generated(contract).items()},
        **copied(_HERE / "package", PACKAGE, header=f"{_COPIED}\n"),
    }
    project = {name: text.replace(_NO_VERSION, contract.version) for name, text in copied(_HERE / "project").items()}
    return formatted(sources, target=_OLDEST_PYTHON) | project | {f"{PACKAGE}/py.typed": "", "LICENSE": licence()}


class _Money(FloatProperty):
    """An amount, which the contract asks to read as a decimal."""

    _type_string: ClassVar[str] = "Decimal"
    template: ClassVar[str] = "money_property.py.jinja"

    def get_imports(self, *, prefix: str) -> set[str]:
        return super().get_imports(prefix=prefix) | {"from decimal import Decimal"}


def _generated(contract: Contract) -> dict[str, str]:
    _check_numbers(contract.schemas)
    with tempfile.TemporaryDirectory() as folder, patch.object(parsed, "FloatProperty", _Money):
        root = Path(folder, PACKAGE)
        project = _project(_prepared(_described(contract.document)), root)
        with contextlib.redirect_stdout(io.StringIO()):  # it says that it generates
            _raise_first(project.build())
        operations = project.env.get_template("operations.py.jinja").render(methods=methods(project))
        (root / "operations.py").write_text(operations, encoding="utf-8")
        return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in root.rglob("*.py")}


def _project(document: Node, root: Path) -> Project:
    # A problem is JSON.
    settings = ConfigFile(
        package_name_override=PACKAGE,
        content_type_overrides={"application/problem+json": "application/json"},
        docstrings_on_attributes=True,
        literal_enums=True,
        post_hooks=[],
    )
    config = Config.from_sources(
        settings, MetaType.NONE, document_source=root, file_encoding="utf-8", overwrite=False, output_path=root
    )
    data = GeneratorData.from_dict(document, config=config)
    if isinstance(data, GeneratorError):
        raise ContractError(f"clients: {data.header}: {data.detail}")
    return Project(openapi=data, config=config, custom_template_path=_HERE / "templates")


def _raise_first(errors: Iterable[GeneratorError]) -> None:
    for error in errors:
        raise ContractError(f"clients: {error.header}: {error.detail}")


def _check_numbers(node: Any, where: str = "components/schemas") -> None:
    """Raise a ContractError where a number isn't money, as which the client reads every number."""
    if isinstance(node, dict):
        if node.get("type") == "number" and node.get("multipleOf") != _CENT:
            raise ContractError(f"{where}: the Python client takes every number for money, a multiple of {_CENT}")
        for name, inside in node.items():
            _check_numbers(inside, f"{where}/{name}")


def _prepared(document: Node) -> Node:
    """Return a document whose public operations ask for no client that is signed in."""
    for item in document["paths"].values():
        for operation in item.values():
            if {} in operation.get("security", []):
                del operation["security"]
    return document


def _described(node: Any) -> Any:
    """Return a document whose descriptions break their lines only where a paragraph ends."""
    if isinstance(node, list):
        return [_described(each) for each in node]
    if not isinstance(node, dict):
        return node
    inside = {name: _described(value) for name, value in node.items()}
    if isinstance(inside.get("description"), str):
        inside["description"] = _BROKEN_LINE.sub(" ", inside["description"].strip())
    return inside
