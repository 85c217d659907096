"""Check the licences of the image's packages: ``python -m docker.licences``.

A package names its licence in its metadata, in one of three ways. A missing or unknown licence is rejected: read it,
and add it if all that it requires is attribution.
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
# Names in the metadata of packages without an SPDX id.
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
    """Print the licences of the locked packages, or those not allowed, and return the exit status."""
    named = {name: licence_of(distribution(name).metadata) for name in locked_packages(LOCK.read_text())}
    rejected = {name: licence for name, licence in named.items() if not is_allowed(licence)}
    for name, licence in rejected.items():
        print(f"licences: {name} has a licence that isn't allowed: {licence or 'none is named'}", file=sys.stderr)
    if not rejected:
        print(f"licences: {len(named)} packages, {', '.join(sorted(set(named.values())))}")
    return 1 if rejected else 0


def locked_packages(lock: str) -> Iterator[str]:
    """Yield the names of a lock file's packages."""
    yield from re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE)


def licence_of(metadata: PackageMetadata) -> str:
    """Return the SPDX expression of a package's licence, empty if none is named.

    Parameters
    ----------
    metadata : PackageMetadata
        The package's metadata.
    """
    named = metadata.get("License-Expression") or _SPDX.get(metadata.get("License", ""), metadata.get("License", ""))
    if _is_expression(named):
        return named
    # Older packages: the text of a licence, or "Dual License", with its name among the classifiers. If there are
    # several, it doesn't say whether one may choose.
    classifiers = [each for each in metadata.get_all("Classifier", []) if each.startswith(_APPROVED)]
    names = [each.removeprefix(_APPROVED) for each in classifiers]
    return " AND ".join(sorted(_SPDX.get(name, name) for name in names))


def is_allowed(licence: str) -> bool:
    """Return whether the allowed licences satisfy an SPDX expression with OR and AND, without brackets.

    Parameters
    ----------
    licence : str
        The expression.
    """
    return any(
        all(name.strip() in ALLOWED for name in alternative.split(" AND ")) for alternative in licence.split(" OR ")
    )


def _is_expression(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9.+-]+( (OR|AND) [A-Za-z0-9.+-]+)*", text) is not None


if __name__ == "__main__":
    sys.exit(main())
