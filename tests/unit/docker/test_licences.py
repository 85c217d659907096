from __future__ import annotations

from email.message import Message
from typing import TYPE_CHECKING, cast

import pytest

from docker import licences

if TYPE_CHECKING:
    from importlib.metadata import PackageMetadata


def metadata(**fields: str | list[str]) -> PackageMetadata:
    message = Message()
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            message[name.replace("_", "-")] = value
    return cast("PackageMetadata", message)


def test_all_locked_packages_may_be_distributed(capsys: pytest.CaptureFixture[str]) -> None:
    count = len(list(licences.locked_packages(licences.LOCK.read_text())))

    status = licences.main()

    printed = capsys.readouterr()
    assert status == 0, printed.err
    assert count > 0
    assert f"{count} packages" in printed.out


@pytest.mark.parametrize(
    ("described", "licence"),
    [
        (metadata(License_Expression="MIT OR AFL-2.1"), "MIT OR AFL-2.1"),
        (metadata(License="Apache License 2.0"), "Apache-2.0"),
        (metadata(License="Dual License", Classifier=["License :: OSI Approved :: BSD License"]), "BSD-3-Clause"),
        (
            metadata(License="Copyright (c) …\nPermission is hereby granted", Classifier=["Topic :: Internet"]),
            "",
        ),
        (
            metadata(
                Classifier=[
                    "License :: OSI Approved :: MIT License",
                    "License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
                ]
            ),
            "GNU General Public License v3 (GPLv3) AND MIT",
        ),
        (metadata(), ""),
    ],
)
def test_licence_is_read_from_the_package_metadata(described: PackageMetadata, licence: str) -> None:
    assert licences.licence_of(described) == licence


@pytest.mark.parametrize("licence", ["MIT", "MIT OR GPL-3.0-only", "GPL-3.0-only OR MIT", "Apache-2.0 AND MIT"])
def test_permissive_licences_may_be_distributed(licence: str) -> None:
    assert licences.is_allowed(licence)


@pytest.mark.parametrize(
    "licence", ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "Proprietary", "MIT WITH surprise", "(MIT OR ISC)"]
)
def test_other_licences_may_not_be_distributed(licence: str) -> None:
    assert not licences.is_allowed(licence)


def test_a_package_that_may_not_be_distributed_is_reported_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(licences, "ALLOWED", licences.ALLOWED - {"PSF-2.0"})

    assert licences.main() == 1
    assert "typing-extensions has a licence that isn't allowed: PSF-2.0" in capsys.readouterr().err
