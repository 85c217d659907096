"""The image's contents and its start."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from docker.architecture import platform_of, this_architecture
from docker.base import AWS_BASE
from docker.build import CONTRACT_LABEL
from docker.engine import EngineFailed
from generated.operations import CONTRACT_VERSION
from local.config import ROOT
from tests.harness import eventually
from tests.lambda_events import sample_event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.deploy.image.conftest import Image

LOCK = ROOT / "docker" / "requirements.txt"
# A third of it is cryptography, which encrypts the secrets of second factors.
MOST_BYTES = 14_000_000
# Prints the path of every file of ours in the image, and the header flags of compiled ones.
FILES = """
import json, os, pathlib
task = pathlib.Path(os.environ["LAMBDA_TASK_ROOT"])
files = [path for path in task.rglob("*") if path.is_file()]
heads = {str(path.relative_to(task)): path.read_bytes()[4:8].hex() if path.suffix == ".pyc" else "" for path in files}
print(json.dumps(heads))
"""
PACKAGES = """
import importlib.metadata, json, os
found = importlib.metadata.distributions(path=[os.environ["LAMBDA_TASK_ROOT"]])
print(json.dumps({each.name.lower().replace("_", "-"): each.version for each in found}))
"""
COMPRESSED = """
import io, json, os, tarfile
packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as archive:
    archive.add(os.environ["LAMBDA_TASK_ROOT"])
print(json.dumps(len(packed.getvalue())))
"""
WRITABLE = """
import json, os, pathlib
task = pathlib.Path(os.environ["LAMBDA_TASK_ROOT"])
modes = {str(path): path.stat() for path in [task, *task.rglob("*")]}
print(json.dumps([path for path, it in modes.items() if it.st_mode & 0o022 or it.st_uid or not it.st_mode & 0o004]))
"""
INVOKE = """
import json, sys, urllib.request
url = "http://127.0.0.1:8080/2015-03-31/functions/function/invocations"
print(urllib.request.urlopen(url, data=sys.argv[1].encode()).read().decode())
"""


@pytest.fixture(scope="module")
def files(image: Image) -> dict[str, str]:
    """Our files, and the header flags of compiled ones."""
    files: dict[str, str] = image.python(FILES)
    return files


def pinned() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", LOCK.read_text(), re.MULTILINE))


def test_labels_identify_the_image(image: Image, record_property: Callable[[str, object], None]) -> None:
    labels = image.inspect()["Config"]["Labels"]
    base = labels["org.opencontainers.image.base.name"]
    is_awss = "" if base == AWS_BASE else " (no AWS base: it proves nothing of Amazon Linux's libraries)"
    record_property("base", f"{base}{is_awss}")

    assert labels[CONTRACT_LABEL] == CONTRACT_VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", labels["org.opencontainers.image.version"])
    assert re.fullmatch(r"[0-9a-f]{40}(-dirty)?", labels["org.opencontainers.image.revision"])


def test_image_is_for_one_architecture(image: Image) -> None:
    assert image.inspect()["Architecture"] == platform_of(this_architecture())


def test_image_runs_as_a_numeric_non_root_user(image: Image) -> None:
    user, _, group = image.inspect()["Config"]["User"].partition(":")

    assert int(user) > 0
    assert int(group) > 0


def test_files_are_readable_by_all_and_writable_by_root_only(image: Image) -> None:
    assert image.python(WRITABLE) == []


def test_image_has_exactly_the_locked_packages(image: Image) -> None:
    assert image.python(PACKAGES) == pinned()


def test_image_has_handlers_and_the_generated_files_they_need(files: Mapping[str, str]) -> None:
    ours = {name for name in files if name.split("/")[0] in {"handlers", "generated"} and "__pycache__" not in name}
    here = {str(path.relative_to(ROOT)) for path in (ROOT / "handlers").rglob("*") if path.is_file()}
    paths = [path for folder in ("requests", "responses") for path in (ROOT / "generated" / folder).glob("*.py")]
    objects = {str(path.relative_to(ROOT)) for path in paths}
    aws = {str(path.relative_to(ROOT)) for path in (ROOT / "generated/aws").rglob("*") if path.is_file()}
    names = ("__init__.py", "actions.py", "checks.py", "missing.py", "openapi.json", "operations.py")
    others = {f"generated/{name}" for name in names}

    handlers = {name for name in here if "__pycache__" not in name}
    assert ours == handlers | objects | aws | others
    assert not {name.split("/")[0] for name in files} & {"tests", "local", "codegen", "bin"}


def test_all_code_is_compiled_and_unchecked(files: Mapping[str, str]) -> None:
    sources = {name for name in files if name.endswith(".py")}
    compiled = {re.sub(r"__pycache__/([^/]+)\.cpython-313\.pyc$", r"\1.py", name) for name in files if files[name]}

    assert compiled == sources
    # PEP 552: by hash, unchecked.
    assert {flags for flags in files.values() if flags} == {"01000000"}


def test_image_is_small(image: Image) -> None:
    assert image.python(COMPRESSED) <= MOST_BYTES


def test_image_starts_without_network_or_settings(image: Image) -> None:
    # Given the image with only a CMD
    limits = ["--detach", "--rm", "--read-only", "--network", "none", "--memory", "256m"]
    container = image.engine.run("run", *limits, image.name, "handlers.meta.get_health.handler").strip()
    try:
        # When an event is sent to the emulator's own port
        event = json.dumps(sample_event("getHealth"))
        response = eventually(lambda: _response(image, container, event))
    finally:
        image.engine.run("rm", "--force", container)

    # Then it responds
    assert response
    assert json.loads(response["body"]) == {"status": "ok", "version": CONTRACT_VERSION}


def _response(image: Image, container: str, event: str) -> dict[str, Any] | None:
    try:
        parsed: dict[str, Any] = json.loads(image.engine.run("exec", container, "python3", "-c", INVOKE, event))
    except EngineFailed:
        return None
    return parsed
