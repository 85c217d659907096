"""The contract out of a file or a commit, and its version."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator
from referencing.exceptions import Unresolvable

from codegen.contract import Contract
from ops import git


class NotAContract(Exception):
    """What should be a contract isn't one; the message says where it comes from, and what is wrong."""


type Version = tuple[int, int, int]


def from_file(path: str) -> Contract:
    """Read the contract that is in a file.

    Parameters
    ----------
    path : str
        The file.

    Raises
    ------
    NotAContract
        If the file isn't there, or holds something else.
    """
    try:
        return parse(Path(path).read_text(encoding="utf-8"), path)
    except OSError as error:
        raise NotAContract(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotAContract(f"{path} is no text: {error.reason}") from error


def from_base(base: str, path: str) -> Contract:
    """Read the contract that another is compared with: a file, or what a commit has under the other's name.

    Parameters
    ----------
    base : str
        A file, or any name of a commit.
    path : str
        The other's file.

    Raises
    ------
    NotAContract
        If it holds something else.
    GitFailed
        If there is no such file and no such commit.
    """
    return from_file(base) if Path(base).is_file() else parse(git.show(base, path), f"{path} of {base}")


def parse(text: str, origin: str) -> Contract:
    """Read a contract out of its text.

    Parameters
    ----------
    text : str
        YAML or JSON.
    origin : str
        Where it comes from, for whoever reads an error.

    Raises
    ------
    NotAContract
        If it is no valid OpenAPI 3.0 document, or its version isn't three numbers.
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise NotAContract(f"{origin} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.0."):
        raise NotAContract(f"{origin} is no OpenAPI 3.0 document: it doesn't begin with `openapi: 3.0.…`")
    _validate(document, origin)
    contract = Contract(document)
    if not re.fullmatch(r"\d+\.\d+\.\d+", contract.version):
        raise NotAContract(f"{origin}: info.version is {contract.version}, and should be three numbers, such as 1.4.0")
    return contract


def version_of(contract: Contract) -> Version:
    """Return the contract's version as numbers."""
    major, minor, patch = (int(number) for number in contract.version.split("."))
    return major, minor, patch


def _validate(document: dict[str, Any], origin: str) -> None:
    try:
        fault = next(iter(OpenAPIV30SpecValidator(document).iter_errors()), None)
    except Unresolvable as error:
        raise NotAContract(f"{origin} is no valid contract: {error.ref} leads nowhere") from error
    except RecursionError as error:
        raise NotAContract(f"{origin} is no valid contract: {_circle(document)}") from error
    if fault is not None:
        where = "/".join(str(step) for step in fault.path)
        raise NotAContract(
            f"{origin} is no valid contract: {where or 'the document'}: {fault.message.splitlines()[0][:200]}"
        )


def _circle(document: dict[str, Any]) -> str:
    """Say which named parts are nothing but each other, as the validator follows those until it gives up."""
    leads = {
        f"#/components/{kind}/{name}": _wholly(part)
        for kind, parts in document.get("components", {}).items()
        if not kind.startswith("x-")
        for name, part in parts.items()
    }
    try:
        TopologicalSorter(leads).prepare()
    except CycleError as error:
        return f"its references lead in a circle: {' → '.join(reversed(error.args[1]))}"
    return "it is nested too deeply, or its references lead in a circle"


def _wholly(part: dict[str, Any]) -> list[str]:
    """Return what a part has to be as a whole."""
    return [each["$ref"] for each in (part, *part.get("allOf", [])) if "$ref" in each]
