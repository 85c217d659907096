"""The compressed size of the image's layers, as in a registry."""

from __future__ import annotations

import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from docker.architecture import this_architecture
from docker.build import image_name
from docker.engine import EngineFailed, find_engine
from local.config import CannotRun

# docker/Dockerfile's own layers come last, after those of the base.
_OURS = ("packages", "code")
_GZIPPED = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the image, or all of its base's."""

    name: str
    size: int


def layers() -> list[Layer] | None:
    """Return the layers of the last image that ``make image`` built for this machine, or None."""
    try:
        here, image = find_engine(), image_name(this_architecture())
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder, "image.tar")
            here.run("save", "--output", str(saved), image)
            return read_layers(saved)
    except (CannotRun, EngineFailed):
        return None


def read_layers(saved: Path) -> list[Layer]:
    with tarfile.open(saved) as archive:
        [image] = json.load(_member(archive, "manifest.json"))
        sizes = [_compressed(_member(archive, name)) for name in image["Layers"]]
    ours = [Layer(name, size) for name, size in zip(_OURS, sizes[-len(_OURS) :], strict=True)]
    return [Layer("base", sum(sizes[: -len(_OURS)])), *ours]


def _compressed(layer: IO[bytes]) -> int:
    first, *rest = _pieces(layer)
    if first.startswith(_GZIPPED):
        return sum(map(len, (first, *rest)))
    packing = zlib.compressobj(level=6, wbits=_GZIP)
    return sum(len(packing.compress(piece)) for piece in (first, *rest)) + len(packing.flush())


def _pieces(layer: IO[bytes]) -> Iterator[bytes]:
    while piece := layer.read(1 << 20):
        yield piece


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise EngineFailed(f"the saved image has no {name}")
    return found
