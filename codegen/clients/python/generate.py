"""Generate the Python client: the output of openapi-python-client with our own layer on top."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from unittest.mock import patch

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser import properties as parsed
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty

from codegen.clients.checks import has_etag, patterns, successes
from codegen.clients.copied import handwritten_files, licence
from codegen.clients.python.methods import methods
from codegen.contract import ContractError
from codegen.formatting import format_python
from codegen.naming import snake_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codegen.contract import Contract, Node, Operation

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
        If the contract contains something that can't be generated.
    """
    sources = {
        **{f"{PACKAGE}/{name}": f"{_HEADER}\n{text}" for name, text in _generate_files(contract).items()},
        **handwritten_files(_HERE / "package", PACKAGE, header=f"{_COPIED}\n"),
    }
    project = {
        name: text.replace(_NO_VERSION, contract.version) for name, text in handwritten_files(_HERE / "project").items()
    }
    return format_python(sources, target=_OLDEST_PYTHON) | project | {f"{PACKAGE}/py.typed": "", "LICENSE": licence()}


def _import_times(_: DateTimeProperty, *, prefix: str) -> set[str]:
    return {"import datetime", f"from {prefix}runtime.times import to_text"}


class _Money(FloatProperty):
    """An amount of money, which clients read as a decimal."""

    _type_string: ClassVar[str] = "Decimal"
    template: ClassVar[str] = "money_property.py.jinja"

    def get_imports(self, *, prefix: str) -> set[str]:
        own = {"from decimal import Decimal", f"from {prefix}runtime.money import to_number"}
        return super().get_imports(prefix=prefix) | own


@dataclass(frozen=True, slots=True)
class _Rules:
    """What an operation's functions check."""

    name: str
    patterns: Mapping[str, str]
    successes: Mapping[int, bool]


def _generate_files(contract: Contract) -> dict[str, str]:
    _check_numbers(contract.schemas)
    rules = {snake_case(each.operation_id): _rules(contract, each) for each in contract.operations}
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(parsed, "FloatProperty", _Money),
        patch.object(DateTimeProperty, "get_imports", _import_times),
    ):
        root = Path(folder, PACKAGE)
        project = _project(_without_public_security(_unwrap_descriptions(contract.document)), root)
        project.env.filters["repr"] = repr
        project.env.globals["rules_of"] = lambda endpoint: rules[str(endpoint.name)]
        with contextlib.redirect_stdout(io.StringIO()):  # it prints its progress
            _raise_first(project.build())
        operations = project.env.get_template("operations.py.jinja").render(methods=methods(project))
        (root / "operations.py").write_text(operations, encoding="utf-8")
        texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
        return texts | {name: _tag_model(texts[name]) for name in _models_with_etag(contract)}


def _rules(contract: Contract, operation: Operation) -> _Rules:
    bodies = {status: schema is not None for status, schema in successes(contract, operation).items()}
    return _Rules(operation.operation_id, patterns(contract, operation), bodies)


def _models_with_etag(contract: Contract) -> set[str]:
    return {
        f"models/{snake_case(schema)}.py"
        for operation in contract.operations
        if has_etag(contract, operation)
        for schema in successes(contract, operation).values()
        if schema
    }


def _tag_model(model: str) -> str:
    """Return the text of a model whose instances have an ETag."""
    imported = model.replace("from ..types import", "from ..runtime.tagged import Tagged\nfrom ..types import", 1)
    return re.sub(r"(?<=^@_attrs_define\n)class (\w+):", r"class \1(Tagged):", imported, flags=re.MULTILINE)


def _project(document: Node, root: Path) -> Project:
    # Problems are JSON.
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
    """Raise a ContractError for a number that isn't money: the client reads every number as money."""
    if isinstance(node, dict):
        if node.get("type") == "number" and node.get("multipleOf", _CENT) != _CENT:
            raise ContractError(f"{where}: the Python client reads every number as money, a multiple of {_CENT}")
        for name, inside in node.items():
            _check_numbers(inside, f"{where}/{name}")


def _without_public_security(document: Node) -> Node:
    """Return a document whose public operations accept a client without a session."""
    for item in document["paths"].values():
        for operation in item.values():
            if {} in operation.get("security", []):
                del operation["security"]
    return document


def _unwrap_descriptions(node: Any) -> Any:
    """Return a document whose descriptions have line breaks only between paragraphs."""
    if isinstance(node, list):
        return [_unwrap_descriptions(each) for each in node]
    if not isinstance(node, dict):
        return node
    inside = {name: _unwrap_descriptions(value) for name, value in node.items()}
    if isinstance(inside.get("description"), str):
        inside["description"] = _BROKEN_LINE.sub(" ", inside["description"].strip())
    return inside
