"""The choice of the container engine, tested with fake commands."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from docker import engine as engines
from docker.engine import Engine, EngineFailed, find_engine
from local.config import CannotRun

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the only one on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("ENGINE", raising=False)
    monkeypatch.delenv("CONTAINERS_CONF", raising=False)
    monkeypatch.setattr(engines, "CACHE", tmp_path / "cache")
    return folder


def command(folder: Path, name: str, script: str = "exit 0") -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_docker_is_preferred_to_podman(commands: Path) -> None:
    command(commands, "docker")
    command(commands, "podman")

    assert find_engine().name == "docker"


def test_podman_is_chosen_if_docker_has_no_daemon(commands: Path) -> None:
    command(commands, "docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1")
    command(commands, "podman")

    assert find_engine().name == "podman"


def test_the_requested_engine_is_chosen(commands: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(commands, "docker")
    command(commands, "podman")
    monkeypatch.setenv("ENGINE", "podman")

    assert find_engine().name == "podman"


def test_the_error_names_the_remedy_if_no_engine_works(commands: Path) -> None:
    command(commands, "docker", "exit 1")

    with pytest.raises(CannotRun, match=r"No container engine works here \(looked for docker and podman\)"):
        find_engine()


@pytest.mark.parametrize("has_systemd", [True, False])
def test_podman_is_configured_only_without_systemd(
    has_systemd: bool, commands: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(commands, "podman")
    monkeypatch.setattr(engines, "_SYSTEMD", tmp_path if has_systemd else tmp_path / "none")

    assert bool(find_engine().settings) is not has_systemd


def test_existing_configuration_of_podman_is_kept(
    commands: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(commands, "podman")
    monkeypatch.setattr(engines, "_SYSTEMD", tmp_path / "none")
    monkeypatch.setenv("CONTAINERS_CONF", "/etc/mine.conf")

    assert find_engine().settings == {}


def test_an_error_quotes_the_engines_message(commands: Path) -> None:
    command(commands, "podman", "echo 'no such image' >&2; exit 125")

    with pytest.raises(EngineFailed, match="podman rmi: no such image"):
        Engine("podman").run("rmi", "x")


def test_presence_of_an_image_is_detected(commands: Path) -> None:
    command(commands, "podman", '[ "$3" = here ]')

    assert Engine("podman").has_image("here")
    assert not Engine("podman").has_image("elsewhere")
