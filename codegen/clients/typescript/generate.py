"""Generate the TypeScript client: openapi-typescript's types, and methods over openapi-fetch."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from codegen.clients.checks import patterns, shape, successes
from codegen.clients.copied import handwritten_files, licence
from codegen.clients.typescript.methods import methods, types
from codegen.contract import ContractError

if TYPE_CHECKING:
    from jinja2 import Template

    from codegen.contract import Contract

_HERE = Path(__file__).parent
_GENERATOR = _HERE.parents[2] / "node_modules" / ".bin" / "openapi-typescript"
_HEADER = "// Written by codegen from openapi.yaml: change that, then `make generate`.\n"
_COPIED = "// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.\n"
_SCHEMAS_BY_NAME = ("--root-types", "--root-types-no-schema-prefix")
_NO_VERSION = "0.0.0"


class NodeNotInstalled(Exception):  # a message for the command line
    """openapi-typescript is not installed."""


def typescript_files(contract: Contract) -> dict[str, str]:
    """Return the text of every file of the TypeScript client by its path inside its folder.

    Raises
    ------
    ContractError
        If the contract contains something that can't be generated.
    NodeNotInstalled
        If openapi-typescript is not installed.
    """
    return {**files_without_types(contract), "src/schema.ts": _HEADER + _types(contract)}


def files_without_types(contract: Contract) -> dict[str, str]:
    """Return the text of the files that are generated without Node.

    Raises
    ------
    ContractError
        If the contract contains something that can't be generated.
    """
    files = {
        name: _COPIED + text if name.endswith(".ts") else text.replace(_NO_VERSION, contract.version)
        for name, text in handwritten_files(_HERE / "package").items()
    }
    generated = {"src/contract.ts": _checks(contract), "src/operations.ts": _operations(contract)}
    return files | {name: _HEADER + text for name, text in generated.items()} | {"LICENSE": licence()}


def _types(contract: Contract) -> str:
    if not _GENERATOR.exists():
        raise NodeNotInstalled("the TypeScript client needs Node's packages: run `npm ci` first")
    # In an empty folder, so that it finds no redocly.yaml.
    with tempfile.TemporaryDirectory() as folder:
        source, written = Path(folder, "openapi.yaml"), Path(folder, "schema.ts")
        source.write_text(yaml.safe_dump(contract.document, sort_keys=False, allow_unicode=True), encoding="utf-8")
        command = [str(_GENERATOR), str(source), "--output", str(written), *_SCHEMAS_BY_NAME]
        process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if process.returncode != 0:
            raise ContractError(f"clients: openapi-typescript: {process.stderr.strip()}")
        return written.read_text(encoding="utf-8")


def _operations(contract: Contract) -> str:
    found = methods(contract)
    return _template("operations.ts.jinja").render(methods=found, types=types(found))


def _checks(contract: Contract) -> str:
    operations = [
        {
            "name": each.operation_id,
            "key": f"{each.method} {each.path}",
            "patterns": patterns(contract, each),
            "successes": {
                status: schema and shape(contract, contract.schemas[schema])
                for status, schema in successes(contract, each).items()
            },
        }
        for each in contract.operations
    ]
    problem = shape(contract, contract.schemas["Problem"])
    return _template("contract.ts.jinja").render(operations=operations, problem=problem)


def _template(name: str) -> Template:
    environment = Environment(  # noqa: S701  # the output is code, not HTML
        loader=FileSystemLoader(_HERE / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["json"] = json.dumps
    return environment.get_template(name)
