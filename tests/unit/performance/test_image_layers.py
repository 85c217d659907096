"""Reading an image that an engine saved."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING

from tests.performance.image_layers import read_layers

if TYPE_CHECKING:
    from pathlib import Path

LARGE = b"layer" * 100_000


def saved(path: Path, layers: dict[str, bytes]) -> Path:
    manifest = json.dumps([{"Layers": [*layers]}]).encode()
    with tarfile.open(path, "w") as archive:
        for name, content in {**layers, "manifest.json": manifest}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_last_two_layers_are_ours(tmp_path: Path) -> None:
    image = saved(tmp_path / "image.tar", dict.fromkeys(("a.tar", "b.tar", "c.tar", "d.tar"), LARGE))

    layers = read_layers(image)

    assert [*layers] == ["base", "packages", "code"]
    assert layers["packages"] == layers["code"]
    assert layers["base"] == 2 * layers["code"]


def test_layer_size_is_its_compressed_size(tmp_path: Path) -> None:
    # Given one image as podman saves it, and one with compressed layers
    plain = saved(tmp_path / "plain.tar", {"packages": LARGE, "code": LARGE})
    packed = saved(tmp_path / "packed.tar", {"packages": gzip.compress(LARGE), "code": gzip.compress(LARGE)})

    # When they are read, and the second one's layers aren't compressed once more
    sizes = [[*read_layers(image).values()] for image in (plain, packed)]

    # Then both are small, and about as small
    assert sizes[1] == [0, len(gzip.compress(LARGE)), len(gzip.compress(LARGE))]
    assert all(0 < size < len(LARGE) / 100 for size in sizes[0][1:])
