"""Write the modules that the functions import instead of pydantic's models.

They are written from the models, so after these, by a process of its own that imports the new ones:
``python -m codegen.without_pydantic`` prints the sources of schemas' modules by path, as JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic_core

from codegen.annotations import is_writable, models_inside
from codegen.contract import ContractError
from codegen.naming import parameters_name, snake_case
from codegen.requests import request_source
from codegen.responses import response_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel

    from codegen.contract import Contract

_ROOT = Path(__file__).resolve().parent.parent
_TEMPLATES = Path(__file__).with_name("templates")


def files_without_pydantic(contract: Contract, python_files: Mapping[str, str], header: str) -> dict[str, str]:
    """Return the sources in ``generated/requests`` and ``generated/responses`` by path, unformatted.

    Parameters
    ----------
    contract : Contract
        The contract.
    python_files : Mapping[str, str]
        The other Python files in ``generated/``, which have the models.
    header : str
        The first line of each file.

    Raises
    ------
    ContractError
        If a response begins with an optional property or has one of a type that can't be written, or a request has a
        keyword without a function in ``generated/checks.py``.
    """
    validated = [each.body for each in contract.operations if each.body]
    validated += [parameters_name(each.operation_id) for each in contract.operations if each.parameters]
    written = [name for each in contract.operations for name in each.responses.values() if name]
    sources = {
        "requests/__init__.py": requests_package(),
        "responses/__init__.py": (_TEMPLATES / "responses.py").read_text(encoding="utf-8"),
        **_sources(python_files, {"requests": validated, "responses": written}),
    }
    return {path: f"{header}\n{source}" for path, source in sources.items()}


def requests_package() -> str:
    """Return the source of ``generated/requests/__init__.py``, which names the installed version of pydantic-core."""
    source = (_TEMPLATES / "requests.py").read_text(encoding="utf-8")
    return source.replace('"?"', repr(pydantic_core.__version__))


def _sources(python_files: Mapping[str, str], schemas: Mapping[str, Sequence[str]]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in python_files.items():
            path = Path(folder, "generated", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-P", "-m", __name__]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([folder, str(_ROOT)])}
        ran = subprocess.run(
            command, env=environment, input=json.dumps(schemas), capture_output=True, text=True, check=False
        )
    if ran.returncode:
        raise ContractError(f"components/schemas: {ran.stderr.strip()}")
    sources: dict[str, str] = json.loads(ran.stdout)
    return sources


def _model(schema: str) -> type[BaseModel]:
    module: Any = importlib.import_module(f"generated.models.{snake_case(schema)}")
    model: type[BaseModel] = getattr(module, schema)
    model.model_rebuild()
    return model


def _main() -> None:
    schemas = json.load(sys.stdin)
    responses = {inside for name in schemas["responses"] for inside in (_model(name), *models_inside(_model(name)))}
    sources = {f"requests/{snake_case(name)}.py": request_source(_model(name)) for name in schemas["requests"]}
    sources |= {
        f"responses/{snake_case(model.__name__)}.py": response_source(model)
        for model in responses
        if is_writable(model)
    }
    print(json.dumps(sources))


if __name__ == "__main__":
    try:
        _main()
    except TypeError as error:
        sys.exit(str(error))
