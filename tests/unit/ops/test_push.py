"""The image is pushed once for each state of the sources."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from docker.engine import Engine, EngineFailed
from local.config import CannotRun
from ops import push
from ops.push import Repository, pushed
from tests.unit.ops.recording import Recording, recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_ecr import ECRClient

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
DIGEST = f"sha256:{'a' * 64}"
PASSWORD = "a-password-of-some-hours"


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """A Docker that keeps what it reads on its standard input."""
    made = recording(tmp_path / "bin", monkeypatch)
    made.command("docker", f'[ "$1" != login ] || cat > {made.folder}/read')
    return made


def client_of(stub: Stubber) -> ECRClient:
    return cast("ECRClient", stub.client)


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("ecr", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stub:
        token = base64.b64encode(f"AWS:{PASSWORD}".encode()).decode()
        data = {"authorizationToken": token, "proxyEndpoint": f"https://{HOST}"}
        stub.add_response("get_authorization_token", {"authorizationData": [data]}, {})
        yield stub
        stub.assert_no_pending_responses()


def asked(stub: Stubber, *digests: str | None) -> None:
    """Let ECR be asked for the tag, and answer with these digests one after the other."""
    for digest in digests:
        expected: Any = {"repositoryName": "ecommerce", "imageIds": [{"imageTag": "tree"}]}
        if digest is None:
            stub.add_client_error("describe_images", "ImageNotFoundException", expected_params=expected)
        else:
            stub.add_response("describe_images", {"imageDetails": [{"imageDigest": digest}]}, expected)


def built() -> tuple[Engine, str]:
    return Engine("docker"), "ecommerce-api:x86_64"


def test_new_sources_are_built_pushed_and_named_by_their_digest(commands: Recording, ecr: Stubber) -> None:
    asked(ecr, None, DIGEST)

    assert pushed(Repository(client_of(ecr)), "tree", built) == f"{HOST}/ecommerce@{DIGEST}"

    assert commands.calls("docker") == [
        f"login --username AWS --password-stdin {HOST}",
        f"tag ecommerce-api:x86_64 {HOST}/ecommerce:tree",
        f"push {HOST}/ecommerce:tree",
        f"logout {HOST}",
    ]


def test_the_password_is_read_and_no_argument(commands: Recording, ecr: Stubber) -> None:
    asked(ecr, None, DIGEST)

    pushed(Repository(client_of(ecr)), "tree", built)

    assert (commands.folder / "read").read_text() == PASSWORD
    assert PASSWORD not in "".join(commands.calls("docker"))


def test_sources_that_are_there_are_neither_built_nor_pushed(commands: Recording, ecr: Stubber) -> None:
    asked(ecr, DIGEST)

    def never() -> tuple[Engine, str]:
        raise AssertionError("it was built")

    assert pushed(Repository(client_of(ecr)), "tree", never) == f"{HOST}/ecommerce@{DIGEST}"
    assert commands.calls("docker") == []


def test_a_push_that_fails_leaves_no_password_behind(commands: Recording, ecr: Stubber) -> None:
    asked(ecr, None)
    commands.command("docker", '[ "$1" != push ] || { echo "no space left" >&2; exit 1; }')

    with pytest.raises(EngineFailed, match="docker push: no space left"):
        pushed(Repository(client_of(ecr)), "tree", built)

    assert commands.calls("docker")[-1] == f"logout {HOST}"


def test_what_ecr_does_not_know_after_the_push_is_not_taken_for_pushed(commands: Recording, ecr: Stubber) -> None:
    asked(ecr, None, None)

    with pytest.raises(CannotRun, match="doesn't know it"):
        pushed(Repository(client_of(ecr)), "tree", built)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "file").write_text("one")
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "one")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("commands", "sources")
def test_the_tag_is_the_tree_of_the_commit_and_the_architecture(
    ecr: Stubber, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = subprocess.run(
        ["git", "rev-parse", "HEAD^{tree}"], cwd=tmp_path / "sources", capture_output=True, text=True, check=True
    ).stdout.strip()
    expected: Any = {"repositoryName": "ecommerce", "imageIds": [{"imageTag": f"{tree}-arm64"}]}
    ecr.add_response("describe_images", {"imageDetails": [{"imageDigest": DIGEST}]}, expected)
    monkeypatch.setenv("ARCH", "arm64")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setattr("boto3.client", lambda *_, **__: ecr.client)

    assert push.main() == 0

    assert capsys.readouterr().out.splitlines()[-1] == f"{HOST}/ecommerce@{DIGEST}"
    assert (tmp_path / "output").read_text() == f"image_uri={HOST}/ecommerce@{DIGEST}\n"


def test_sources_that_are_not_committed_have_no_tag(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sources / "file").write_text("two")

    assert push.main() == 1

    assert "commit it first" in capsys.readouterr().err
