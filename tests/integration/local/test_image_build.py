"""The build command and the base image that an engine gets; tests/deploy/image builds images."""

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
class RecordingEngine(Engine):
    """An engine that records its calls; it can't pull if it has no registry."""

    has_registry: bool = True
    calls: list[list[str]] = field(default_factory=list)

    def run(self, *arguments: str) -> str:
        self.calls.append([*arguments])
        if arguments[0] == "pull" and not self.has_registry:
            raise EngineFailed("podman pull: Error\nno such host")
        if arguments[0] == "image":
            raise EngineFailed("no such image")
        return ""


def test_the_aws_base_image_is_used_if_it_can_be_pulled() -> None:
    assert base_for(RecordingEngine("docker"), "x86_64") == Base(AWS_BASE, "AWS's own")


def test_a_requested_base_image_is_always_used() -> None:
    here = RecordingEngine("docker", has_registry=False)

    assert base_for(here, "x86_64", name="mine:1").image == "mine:1"
    assert here.calls == []


def test_the_error_names_the_missing_tools_without_a_registry_and_mmdebstrap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CannotRun, match="mmdebstrap"):
        base_for(RecordingEngine("podman", has_registry=False), this_architecture())
    assert "AWS's base image can't be pulled (no such host)" in capsys.readouterr().out


def test_a_substitute_base_has_this_machines_architecture() -> None:
    with pytest.raises(CannotRun, match=f"A substitute for {OTHER} can't be built here"):
        base_for(RecordingEngine("podman", has_registry=False), OTHER)


@pytest.mark.parametrize(
    ("engine", "flags"), [("docker", {"--provenance=false", "--sbom=false"}), ("podman", {"--timestamp"})]
)
def test_an_image_is_one_manifest_with_fixed_times(engine: str, flags: set[str]) -> None:
    here = RecordingEngine(engine)

    build(here, this_architecture(), Base(AWS_BASE, ""))

    [build_call] = here.calls
    assert flags <= set(build_call)
    assert "--platform" not in build_call
    assert build_call[build_call.index("--tag") + 1] == image_name(this_architecture())


def test_an_image_for_the_other_architecture_is_built_for_its_platform() -> None:
    here = RecordingEngine("docker")

    build(here, OTHER, Base(AWS_BASE, ""))

    [build_call] = here.calls
    assert build_call[build_call.index("--platform") + 1] == f"linux/{'arm64' if OTHER == 'arm64' else 'amd64'}"


def test_an_architecture_that_lambda_lacks_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCH", "riscv64")

    with pytest.raises(CannotRun, match="ARCH is one of x86_64, arm64"):
        target_architecture()
