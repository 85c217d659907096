"""Load the contract from a file or a commit, and read its version."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator
from referencing.exceptions import Unresolvable

from codegen.contract import Contract
from ops import git
from ops.contract_changes.versions import parse_version


class InvalidContract(Exception):
    """A text is no valid contract; the message names its origin and the fault."""


def from_file(path: str) -> Contract:
    """Load the contract from a file.

    Raises
    ------
    InvalidContract
        If the file can't be read or contains no valid contract.
    """
    try:
        return parse(Path(path).read_text(encoding="utf-8"), path)
    except OSError as error:
        raise InvalidContract(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidContract(f"{path} isn't UTF-8 text: {error.reason}") from error


def from_base(base: str, path: str) -> Contract:
    """Load the contract to compare with: from the file ``base``, or from ``path`` in the commit ``base``.

    Raises
    ------
    InvalidContract
        If it is no valid contract.
    GitFailed
        If there is no such file and no such commit.
    """
    return from_file(base) if Path(base).is_file() else parse(git.show(base, path), f"{path} of {base}")


def parse(text: str, origin: str) -> Contract:
    """Parse a contract.

    Parameters
    ----------
    text : str
        YAML or JSON.
    origin : str
        The name of its source, for error messages.

    Raises
    ------
    InvalidContract
        If it is no valid OpenAPI 3.0 document, or its version is neither three numbers nor a pre-release.
    """
    try:
        document = yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise InvalidContract(f"{origin} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.0."):
        raise InvalidContract(f"{origin} is no OpenAPI 3.0 document: it must begin with `openapi: 3.0.…`")
    _validate(document, origin)
    contract = Contract(document)
    if parse_version(contract.version) is None:
        raise InvalidContract(
            f"{origin}: info.version is {contract.version}; it must be three numbers, such as 1.4.0, or those of a "
            "pre-release, such as 2.0.0-dev.1"
        )
    return contract


def _validate(document: dict[str, Any], origin: str) -> None:
    try:
        error = next(iter(OpenAPIV30SpecValidator(document).iter_errors()), None)
    except Unresolvable as unresolvable:
        raise InvalidContract(f"{origin} is no valid contract: {unresolvable.ref} has no target") from unresolvable
    except RecursionError as recursion:
        raise InvalidContract(f"{origin} is no valid contract: {_cycle(document)}") from recursion
    if error is not None:
        where = "/".join(str(step) for step in error.path)
        raise InvalidContract(
            f"{origin} is no valid contract: {where or 'the document'}: {error.message.splitlines()[0][:200]}"
        )


def _cycle(document: dict[str, Any]) -> str:
    """Return the cycle of components that are only references to each other, which the validator follows endlessly."""
    targets = {
        f"#/components/{kind}/{name}": _references(component)
        for kind, components in document.get("components", {}).items()
        if not kind.startswith("x-")
        for name, component in components.items()
    }
    try:
        TopologicalSorter(targets).prepare()
    except CycleError as error:
        return f"its references form a cycle: {' → '.join(reversed(error.args[1]))}"
    return "it is nested too deeply, or its references form a cycle"


def _references(component: dict[str, Any]) -> list[str]:
    """Return the references of a component itself, not those of its fields."""
    return [each["$ref"] for each in (component, *component.get("allOf", [])) if "$ref" in each]
