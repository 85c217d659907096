"""Inspection of an image."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from docker.engine import Engine


@dataclass(frozen=True, slots=True)
class Image:
    """An image in an engine."""

    engine: Engine
    name: str

    @property
    def described(self) -> dict[str, Any]:
        """The engine's description of it."""
        [found] = json.loads(self.engine.run("image", "inspect", self.name))
        described: dict[str, Any] = found
        return described

    @property
    def labels(self) -> dict[str, str]:
        labels: dict[str, str] = self.described["Config"]["Labels"]
        return labels

    @property
    def layers(self) -> list[str]:
        """The digests of its layers, the base's first."""
        layers: list[str] = self.described["RootFS"]["Layers"]
        return layers

    def python(self, program: str) -> Any:
        """Run a Python program in it, without a network, and return its JSON output."""
        limits = ["--rm", "--read-only", "--network", "none"]
        return json.loads(self.engine.run("run", *limits, "--entrypoint", "python3", self.name, "-c", program))
