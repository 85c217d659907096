"""The compressed size of the image's layers, as in a registry."""

import gzip
import json
import tarfile
import tempfile
from pathlib import Path

from docker.architecture import this_architecture
from docker.build import image_name
from docker.engine import EngineFailed, find_engine
from local.config import CannotRun

# docker/Dockerfile's own layers come last, after those of the base.
_OURS = ("packages", "code")
_GZIPPED = b"\x1f\x8b"


def layers() -> dict[str, int] | None:
    """Return the layers of the last image that ``make image`` built for this machine, or None."""
    try:
        here, image = find_engine(), image_name(this_architecture())
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder, "image.tar")
            here.run("save", "--output", str(saved), image)
            return read_layers(saved)
    except (CannotRun, EngineFailed):
        return None


def read_layers(saved: Path) -> dict[str, int]:
    """Return the bytes of our layers, and of all the base's together."""
    with tarfile.open(saved) as archive:
        [image] = json.loads(_content(archive, "manifest.json"))
        contents = [_content(archive, name) for name in image["Layers"]]
    sizes = [len(each if each.startswith(_GZIPPED) else gzip.compress(each, compresslevel=6)) for each in contents]
    return {"base": sum(sizes[: -len(_OURS)]), **dict(zip(_OURS, sizes[-len(_OURS) :], strict=True))}


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member, f"the saved image has no {name}"
    return member.read()
