"""What an engine is told to build, and on which base; tests/deploy/image builds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from docker.architecture import target_architecture, this_architecture
from docker.base import AWS_BASE, Base, base_for
from docker.build import build, image_name
from docker.engine import Engine, EngineFailed
from local.config import CannotRun

if TYPE_CHECKING:
    from pathlib import Path

[OTHER] = {"x86_64", "arm64"} - {this_architecture()}


@dataclass(frozen=True, slots=True)
class Told(Engine):
    """An engine that only listens; it can't pull, if it has no registry."""

    has_registry: bool = True
    calls: list[list[str]] = field(default_factory=list)

    def run(self, *arguments: str) -> str:
        self.calls.append([*arguments])
        if arguments[0] == "pull" and not self.has_registry:
            raise EngineFailed("podman pull: Error\nno such host")
        if arguments[0] == "image":
            raise EngineFailed("no such image")
        return ""


def test_awss_base_is_taken_where_it_can_be_pulled() -> None:
    assert base_for(Told("docker"), "x86_64") == Base(AWS_BASE, "AWS's own")


def test_a_base_that_is_asked_for_is_taken_whatever_happens() -> None:
    here = Told("docker", has_registry=False)

    assert base_for(here, "x86_64", name="mine:1").image == "mine:1"
    assert here.calls == []


def test_without_a_registry_and_without_mmdebstrap_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CannotRun, match="mmdebstrap"):
        base_for(Told("podman", has_registry=False), this_architecture())
    assert "AWS's base image can't be pulled (no such host)" in capsys.readouterr().out


def test_a_substitute_is_of_this_machine() -> None:
    with pytest.raises(CannotRun, match=f"A substitute for {OTHER} can't be built here"):
        base_for(Told("podman", has_registry=False), OTHER)


@pytest.mark.parametrize(
    ("engine", "flags"), [("docker", {"--provenance=false", "--sbom=false"}), ("podman", {"--timestamp"})]
)
def test_an_image_is_one_manifest_with_fixed_times(engine: str, flags: set[str]) -> None:
    here = Told(engine)

    build(here, this_architecture(), Base(AWS_BASE, ""))

    [told] = here.calls
    assert flags <= set(told)
    assert "--platform" not in told
    assert told[told.index("--tag") + 1] == image_name(this_architecture())


def test_an_image_for_the_other_architecture_is_built_for_its_platform() -> None:
    here = Told("docker")

    build(here, OTHER, Base(AWS_BASE, ""))

    [told] = here.calls
    assert told[told.index("--platform") + 1] == f"linux/{'arm64' if OTHER == 'arm64' else 'amd64'}"


def test_an_architecture_that_lambda_has_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCH", "riscv64")

    with pytest.raises(CannotRun, match="ARCH is one of x86_64, arm64"):
        target_architecture()
