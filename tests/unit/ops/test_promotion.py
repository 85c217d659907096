"""Promotion against moto's ECR."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from local.config import CannotRun
from ops import promotion
from ops.git import ask
from ops.promotion import Images, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.ops.conftest import Repository

TAG = tag_of("c0ffee", "x86_64")
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


def pushed(images: Images, tag: str) -> str:
    digest = f"sha256:{len(tag):064x}"
    manifest = {"schemaVersion": 2, "mediaType": MEDIA, "config": {"digest": digest}, "layers": []}
    told = images.ecr.put_image(
        repositoryName=images.name, imageManifest=json.dumps(manifest), imageTag=tag, imageDigest=digest
    )
    return told["image"]["imageId"]["imageDigest"]


def test_an_image_that_passed_is_found_by_its_digest(images: Images) -> None:
    digest = pushed(images, "one")

    images.mark(digest, TAG)

    assert images.find(TAG) == f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce@{digest}"


def test_an_image_that_did_not_pass_is_not_found(images: Images) -> None:
    pushed(images, "one")

    assert images.find(TAG) is None


def test_marking_again_changes_nothing(images: Images) -> None:
    digest = pushed(images, "one")
    images.mark(digest, TAG)

    images.mark(digest, TAG)

    assert str(images.find(TAG)).endswith(digest)


def test_the_image_that_passed_first_stays(images: Images) -> None:
    first, second = pushed(images, "one"), pushed(images, "another")
    images.mark(first, TAG)

    with pytest.raises(CannotRun, match="which has passed before"):
        images.mark(second, TAG)

    assert str(images.find(TAG)).endswith(first)


def test_an_image_that_nobody_pushed_is_said(images: Images) -> None:
    with pytest.raises(CannotRun, match="ecommerce has no image sha256:0"):
        images.mark(f"sha256:{0:064x}", TAG)


@pytest.fixture
def clean_checkout(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository.commit("one", file="one")
    monkeypatch.setenv("ARCH", "x86_64")
    return repository


def test_main_ends_with_a_sentence_where_development_has_not_run_it(
    images: Images, clean_checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert promotion.main(["find"]) == 1
    commit = ask("rev-parse", "--short", "HEAD").strip()
    assert capsys.readouterr().err.startswith(f"passed: development hasn't run the files of {commit},")


def test_main_says_the_image_that_main_has_marked(
    images: Images, clean_checkout: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = pushed(images, "one")
    monkeypatch.setenv("IMAGE", f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce@{digest}")

    assert promotion.main(["mark"]) == 0
    assert promotion.main(["find"]) == 0

    assert capsys.readouterr().out.splitlines()[-1].endswith(f"/ecommerce@{digest}")


@pytest.mark.parametrize("image", ["", "ecommerce:latest", f"host/other@sha256:{0:064x}"])
def test_an_image_without_its_digest_or_of_another_repository_is_refused(
    images: Images,
    clean_checkout: Repository,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    image: str,
) -> None:
    monkeypatch.setenv("IMAGE", image)

    assert promotion.main(["mark"]) == 1
    assert "must name an image of ecommerce by its digest" in capsys.readouterr().err


def test_what_is_not_committed_has_no_tag(
    images: Images, clean_checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (clean_checkout.folder / "file").write_text("another")

    assert promotion.main(["find"]) == 1
    assert "Something isn't committed" in capsys.readouterr().err
