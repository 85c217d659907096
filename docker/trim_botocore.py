"""Takes out of installed AWS SDKs what no function asks for: ``python trim_botocore.py CLIENTS.PY FOLDER``.

botocore knows some 400 services, in 25 MB. The image keeps the data of those that ``handlers/runtime/clients.py`` makes
clients of, and what holds for all. It runs in the image's build, so it needs the standard library only.
"""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path


def main(clients: str, folder: str) -> None:
    """Trim the SDKs that are installed in a folder, and say what was kept."""
    services = services_of(Path(clients).read_text())
    trim(Path(folder), services)
    print(f"botocore keeps {', '.join(sorted(services))}")


def services_of(source: str) -> set[str]:
    """Return the services that a module makes clients of.

    Parameters
    ----------
    source : str
        The module; it names each service where it calls ``….client(…)``.

    Raises
    ------
    ValueError
        If it makes none, or a service's name can't be read off.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _makes_a_client(node.func)]
    names = {_name(call) for call in calls}
    if not names:
        raise ValueError("no client is made there")
    return names


def trim(folder: Path, services: set[str]) -> None:
    """Remove the data of other services, of older versions of these, examples, and boto3's resources.

    What is no service's, such as partitions and endpoints, stays.

    Parameters
    ----------
    folder : Path
        Where botocore and boto3 are installed.
    services : set[str]
        boto3's names of the services to keep.

    Raises
    ------
    ValueError
        If botocore has no such service.
    """
    data = folder / "botocore" / "data"
    unknown = {name for name in services if not (data / name).is_dir()}
    if unknown:
        raise ValueError(f"botocore knows no {', '.join(sorted(unknown))}")
    for service in [entry for entry in data.iterdir() if entry.is_dir()]:
        if service.name in services:
            _trim_service(service)
        else:
            shutil.rmtree(service)
    shutil.rmtree(folder / "boto3" / "data")
    shutil.rmtree(folder / "boto3" / "examples")


def _trim_service(service: Path) -> None:
    # botocore takes the newest one, unless it is asked for another.
    *older, newest = sorted(service.iterdir())
    for version in older:
        shutil.rmtree(version)
    for examples in newest.glob("examples-*"):
        examples.unlink()


def _makes_a_client(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "client"


def _name(call: ast.Call) -> str:
    match call.args:
        case [ast.Constant(value=str(name)), *_]:
            return name
    raise ValueError(f"line {call.lineno} makes a client of a service that it doesn't name")


if __name__ == "__main__":
    main(*sys.argv[1:])
