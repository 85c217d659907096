"""Looks whether the image's packages may be shipped: ``python -m docker.licences``.

A package names its licence in its metadata, in one of three ways. One that isn't named there, or isn't known here, is
refused, too: look at it, and add it if it asks for nothing but to be named.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import PackageMetadata

LOCK = Path(__file__).parent / "requirements.txt"
ALLOWED = frozenset({"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0"})
_APPROVED = "License :: OSI Approved :: "
# What packages call them that name no SPDX id.
_SPDX = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Python Software Foundation License": "PSF-2.0",
}


def main() -> int:
    """Say which licences the locked packages have, or which may not be shipped, and return the exit status."""
    named = {name: licence_of(distribution(name).metadata) for name in locked(LOCK.read_text())}
    refused = {name: licence for name, licence in named.items() if not may_be_shipped(licence)}
    for name, licence in refused.items():
        print(f"licences: {name} may not be shipped: {licence or 'it names no licence'}", file=sys.stderr)
    if not refused:
        print(f"licences: {len(named)} packages, {', '.join(sorted(set(named.values())))}")
    return 1 if refused else 0


def locked(lock: str) -> Iterator[str]:
    """Yield the names of a lock file's packages."""
    yield from re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE)


def licence_of(metadata: PackageMetadata) -> str:
    """Return the SPDX expression of a package's licence; it is empty if none is named.

    Parameters
    ----------
    metadata : PackageMetadata
        The package's metadata.
    """
    said = metadata.get("License-Expression") or _SPDX.get(metadata.get("License", ""), metadata.get("License", ""))
    if _is_expression(said):
        return said
    # Older packages: the text of a licence, or "Dual License", with its name among the classifiers. Of several, it
    # doesn't say whether one may choose.
    classifiers = [each for each in metadata.get_all("Classifier", []) if each.startswith(_APPROVED)]
    names = [each.removeprefix(_APPROVED) for each in classifiers]
    return " AND ".join(sorted(_SPDX.get(name, name) for name in names))


def may_be_shipped(licence: str) -> bool:
    """Tell whether an SPDX expression, with OR, AND and no brackets, is met by what is allowed.

    Parameters
    ----------
    licence : str
        The expression.
    """
    return any(all(name.strip() in ALLOWED for name in way.split(" AND ")) for way in licence.split(" OR "))


def _is_expression(said: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9.+-]+( (OR|AND) [A-Za-z0-9.+-]+)*", said) is not None


if __name__ == "__main__":
    sys.exit(main())
