"""Looking into an image."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from docker.engine import Engine


@dataclass(frozen=True, slots=True)
class Image:
    """An image of an engine."""

    engine: Engine
    name: str

    @property
    def described(self) -> dict[str, Any]:
        """What the engine says of it."""
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
        """Return what a program prints as JSON that runs in it, without a network."""
        limits = ["--rm", "--read-only", "--network", "none"]
        return json.loads(self.engine.run("run", *limits, "--entrypoint", "python3", self.name, "-c", program))
