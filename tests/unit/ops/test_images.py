"""The image in ECR: pushed once per state of the sources, then marked, and found for production."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from docker.engine import Engine, EngineFailed
from ops import git
from ops.cli import CannotRun
from ops.images import Marks, push_once
from ops.images import Repository as Images
from tests.unit.ops.conftest import run_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_ecr import ECRClient

    from tests.unit.ops.conftest import Commands, Repository

NAME = "c0ffee-x86_64"
DIGEST = f"sha256:{'a' * 64}"
BUCKET = "ecommerce-terraform-state-123456789012"
MEDIA = "application/vnd.docker.distribution.manifest.v2+json"


@pytest.fixture
def images(monkeypatch: pytest.MonkeyPatch) -> Iterator[Images]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        ecr = boto3.client("ecr", region_name="eu-west-1")
        ecr.create_repository(repositoryName="ecommerce", imageTagMutability="IMMUTABLE")
        yield Images(ecr)


@pytest.fixture
def marks(images: Images) -> Marks:
    s3 = boto3.client("s3", region_name="eu-west-1")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return Marks(s3, BUCKET)


def pushed(images: Images, tag: str) -> str:
    digest = f"sha256:{len(tag):064x}"
    manifest = {"schemaVersion": 2, "mediaType": MEDIA, "config": {"digest": digest}, "layers": []}
    pushed_image = images.ecr.put_image(
        repositoryName=images.name, imageManifest=json.dumps(manifest), imageTag=tag, imageDigest=digest
    )
    return pushed_image["image"]["imageId"]["imageDigest"]


def test_a_marked_image_is_found_by_its_digest(images: Images, marks: Marks) -> None:
    digest = pushed(images, "one")

    marks.mark(NAME, digest)

    assert marks.find(NAME) == digest
    assert images.find_digest(digest) == f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce@{digest}"


def test_an_unmarked_image_is_not_found(marks: Marks) -> None:
    assert marks.find(NAME) is None


def test_marking_again_changes_nothing(marks: Marks) -> None:
    marks.mark(NAME, DIGEST)

    marks.mark(NAME, DIGEST)

    assert marks.find(NAME) == DIGEST


def test_the_first_marked_image_is_kept(marks: Marks) -> None:
    marks.mark(NAME, DIGEST)

    with pytest.raises(CannotRun, match=f"{DIGEST} of the same files passed earlier"):
        marks.mark(NAME, f"sha256:{0:064x}")

    assert marks.find(NAME) == DIGEST


def test_a_mark_that_cannot_be_written_is_an_error(marks: Marks) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        Marks(marks.s3, "another").mark(NAME, DIGEST)


def test_a_marked_image_that_was_deleted_is_an_error(images: Images) -> None:
    with pytest.raises(CannotRun, match="ecommerce has no image sha256:0"):
        images.find_digest(f"sha256:{0:064x}")


@pytest.fixture
def clean_checkout(repository: Repository) -> Repository:
    repository.commit("one", file="one")
    return repository


def test_without_a_marked_image_it_fails(
    marks: Marks, clean_checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_shop("image", "find") == 1
    commit = git.run("rev-parse", "--short", "HEAD").strip()
    assert capsys.readouterr().err.startswith(f"bin/shop image: No image of the files of {commit} has passed")


def test_the_marked_image_is_found(
    images: Images, marks: Marks, clean_checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = pushed(images, "one")
    uri = f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce@{digest}"

    assert run_shop("image", "mark", uri, "--arch", "arm64") == 0
    assert run_shop("image", "find", "--arch", "arm64") == 0
    assert run_shop("image", "find", "--arch", "x86_64") == 1

    assert capsys.readouterr().out.splitlines()[-1].endswith(f"/ecommerce@{digest}")


@pytest.mark.parametrize("image", ["", "ecommerce:latest", f"host/other@sha256:{0:064x}"])
def test_an_image_without_its_digest_or_of_another_repository_is_refused(
    images: Images, clean_checkout: Repository, image: str
) -> None:
    assert run_shop("image", "mark", image) == 2


def test_uncommitted_files_have_no_tag(
    images: Images, clean_checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (clean_checkout.folder / "file").write_text("another")

    assert run_shop("image", "find") == 1
    assert run_shop("image", "push") == 1
    assert "There are uncommitted changes" in capsys.readouterr().err


HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
PASSWORD = "a-password-of-some-hours"


@pytest.fixture
def commands(commands: Commands) -> Commands:
    """A fake Docker that records its standard input."""
    commands.create("docker", f'[ "$1" != login ] || cat > {commands.folder}/read')
    return commands


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


def stub_digests(stub: Stubber, *digests: str | None) -> None:
    """Stub the look-ups of the tag with these digests, in order."""
    for digest in digests:
        expected: Any = {"repositoryName": "ecommerce", "imageIds": [{"imageTag": "tree"}]}
        if digest is None:
            stub.add_client_error("describe_images", "ImageNotFoundException", expected_params=expected)
        else:
            stub.add_response(
                "describe_images", {"imageDetails": [{"imageDigest": digest, "registryId": "123456789012"}]}, expected
            )


def built() -> tuple[Engine, str]:
    return Engine("docker"), "ecommerce-api:x86_64"


def test_new_sources_are_built_and_pushed(commands: Commands, ecr: Stubber) -> None:
    stub_digests(ecr, None, DIGEST)

    assert push_once(Images(client_of(ecr)), "tree", built) == f"{HOST}/ecommerce@{DIGEST}"

    assert commands.calls("docker") == [
        f"login --username AWS --password-stdin {HOST}",
        f"tag ecommerce-api:x86_64 {HOST}/ecommerce:tree",
        f"push {HOST}/ecommerce:tree",
        f"logout {HOST}",
    ]


def test_the_password_is_not_an_argument(commands: Commands, ecr: Stubber) -> None:
    stub_digests(ecr, None, DIGEST)

    push_once(Images(client_of(ecr)), "tree", built)

    assert (commands.folder / "read").read_text() == PASSWORD
    assert PASSWORD not in "".join(commands.calls("docker"))


def test_pushed_sources_are_neither_built_nor_pushed_again(commands: Commands, ecr: Stubber) -> None:
    stub_digests(ecr, DIGEST)

    def never() -> tuple[Engine, str]:
        raise AssertionError("it was built")

    assert push_once(Images(client_of(ecr)), "tree", never) == f"{HOST}/ecommerce@{DIGEST}"
    assert commands.calls("docker") == []


def test_a_failed_push_logs_out(commands: Commands, ecr: Stubber) -> None:
    stub_digests(ecr, None)
    commands.create("docker", '[ "$1" != push ] || { echo "no space left" >&2; exit 1; }')

    with pytest.raises(EngineFailed, match="docker push: no space left"):
        push_once(Images(client_of(ecr)), "tree", built)

    assert commands.calls("docker")[-1] == f"logout {HOST}"


def test_an_image_that_ecr_lacks_after_the_push_is_an_error(commands: Commands, ecr: Stubber) -> None:
    stub_digests(ecr, None, None)

    with pytest.raises(CannotRun, match="doesn't have it"):
        push_once(Images(client_of(ecr)), "tree", built)


@pytest.mark.usefixtures("commands")
def test_the_tag_is_the_tree_of_the_commit_and_the_architecture(
    ecr: Stubber,
    clean_checkout: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected: Any = {"repositoryName": "ecommerce", "imageIds": [{"imageTag": f"{git.tree()}-arm64"}]}
    image = {"imageDigest": DIGEST, "registryId": "123456789012"}
    ecr.add_response("describe_images", {"imageDetails": [image]}, expected)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setattr("boto3.client", lambda *_, **__: ecr.client)

    assert run_shop("image", "push", "--arch", "arm64") == 0

    assert capsys.readouterr().out.splitlines()[-1] == f"{HOST}/ecommerce@{DIGEST}"
    assert (tmp_path / "output").read_text() == f"image_uri={HOST}/ecommerce@{DIGEST}\n"
