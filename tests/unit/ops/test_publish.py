"""The published files are the built ones: sent once, in order, and deleted when they are gone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from moto import mock_aws

from local.config import ROOT, CannotRun
from ops.publish import Docs, cache_control, content_type, contract, files
from tests.unit.ops.conftest import run_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

    from tests.unit.ops.conftest import Commands

BUCKET = "ecommerce-dev-docs-123456789012"


@dataclass
class Invalidations:
    """A CloudFront that records invalidations."""

    recorded: list[tuple[str, list[str]]] = field(default_factory=list)

    def create_invalidation(self, *, DistributionId: str, InvalidationBatch: Any) -> None:  # noqa: N803  # boto3's names
        self.recorded.append((DistributionId, InvalidationBatch["Paths"]["Items"]))


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def invalidations() -> Invalidations:
    return Invalidations()


@pytest.fixture
def docs(s3: S3Client, invalidations: Invalidations) -> Docs:
    return Docs(s3, cast("CloudFrontClient", invalidations), BUCKET, "E123")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The output of ``make docs``."""
    folder = tmp_path / "built"
    for name, text in {
        "index.html": "<h1>Docs</h1>",
        "problems/timeout/index.html": "<h1>Timeout</h1>",
        "assets/main.0123abcd.css": "h1 {}",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def keys(s3: S3Client) -> list[str]:
    return [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_files_are_sent_with_their_type_and_cache_control(docs: Docs, s3: S3Client, built: Path) -> None:
    done = docs.publish(files(built))

    assert (done.sent, done.removed) == (3, 0)
    heads = {key: s3.head_object(Bucket=BUCKET, Key=key) for key in keys(s3)}
    assert {key: (each["ContentType"], each["CacheControl"]) for key, each in heads.items()} == {
        "docs/assets/main.0123abcd.css": ("text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        "docs/index.html": ("text/html; charset=utf-8", "public, max-age=300"),
        "docs/problems/timeout/index.html": ("text/html; charset=utf-8", "public, max-age=300"),
    }


def test_pages_are_sent_last(docs: Docs, s3: S3Client, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(s3, "put_object", lambda **given: sent.append(given["Key"]))

    docs.publish(files(built))

    assert sent == ["docs/assets/main.0123abcd.css", "docs/index.html", "docs/problems/timeout/index.html"]


def test_unchanged_files_are_not_sent_and_nothing_is_invalidated(
    docs: Docs, built: Path, invalidations: Invalidations
) -> None:
    docs.publish(files(built))

    done = docs.publish(files(built))

    assert (done.sent, done.removed) == (0, 0)
    assert invalidations.recorded == [("E123", ["/docs/*"])]


def test_a_changed_page_is_sent_and_invalidated(docs: Docs, built: Path, invalidations: Invalidations) -> None:
    docs.publish(files(built))
    (built / "index.html").write_text("<h1>New</h1>")

    assert docs.publish(files(built)).sent == 1
    assert len(invalidations.recorded) == 2


def test_missing_files_are_deleted_except_contracts_and_other_prefixes(docs: Docs, s3: S3Client, built: Path) -> None:
    docs.publish(files(built) | {"docs/contract/1.0.0/openapi.yaml": built / "index.html"})
    s3.put_object(Bucket=BUCKET, Key="other/page.html", Body=b"")
    (built / "problems/timeout/index.html").unlink()

    done = docs.publish(files(built))

    assert done.removed == 1
    assert keys(s3) == [
        "docs/assets/main.0123abcd.css",
        "docs/contract/1.0.0/openapi.yaml",
        "docs/index.html",
        "other/page.html",
    ]


def test_more_files_than_one_request_takes_are_deleted(
    docs: Docs, s3: S3Client, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.publish._BATCH", 2)
    for number in range(5):
        s3.put_object(Bucket=BUCKET, Key=f"docs/old/{number}", Body=b"")

    assert docs.publish(files(built)).removed == 5
    assert not any("old" in key for key in keys(s3))


def test_a_refused_deletion_is_an_error(docs: Docs, s3: S3Client, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.put_object(Bucket=BUCKET, Key="docs/old", Body=b"")
    refusal = {"Errors": [{"Key": "docs/old", "Code": "AccessDenied", "Message": "Access Denied"}]}
    monkeypatch.setattr(s3, "delete_objects", lambda **_: refusal)

    with pytest.raises(CannotRun, match="docs/old can't be deleted: Access Denied"):
        docs.publish(files(built))


def test_the_contract_is_published_as_latest_and_as_its_version() -> None:
    (version,) = re.findall(r"^  version: (\S+)$", (ROOT / "openapi.yaml").read_text(), re.MULTILINE)

    assert sorted(contract(ROOT)) == [
        f"docs/contract/{version}/openapi.json",
        f"docs/contract/{version}/openapi.yaml",
        "docs/contract/openapi.json",
        "docs/contract/openapi.yaml",
    ]


@pytest.mark.parametrize(
    ("key", "type_"),
    [
        ("docs/contract/openapi.yaml", "application/yaml; charset=utf-8"),
        ("docs/contract/openapi.json", "application/json; charset=utf-8"),
        ("docs/main.js", "text/javascript; charset=utf-8"),
        ("docs/plot.svg", "image/svg+xml"),
        ("docs/font.woff2", "font/woff2"),
        ("docs/LICENSE", "application/octet-stream"),
    ],
)
def test_the_content_type_follows_the_name(key: str, type_: str) -> None:
    assert content_type(key) == type_


def test_only_names_with_a_hash_are_immutable() -> None:
    assert "immutable" in cache_control("docs/assets/bundle.d6c3db9e.min.js")
    assert "immutable" not in cache_control("docs/d6c3db9e.d6c3db9e.d/index.html")


def test_an_empty_folder_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="make docs"):
        files(tmp_path)


@pytest.fixture
def commands(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("STATE_BUCKET", "states")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    return commands


def test_the_bucket_and_the_distribution_are_those_of_the_stages_state(
    commands: Commands,
    s3: S3Client,
    built: Path,
    invalidations: Invalidations,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cdn = {"url": "https://cdn.example.com", "distribution_id": "E456", "docs_bucket": BUCKET}
    apis = {"storefront": {"invoke_url": "https://abc.example.com/v1"}}
    commands.terraform({}, outputs={"cdn": cdn, "apis": apis})
    monkeypatch.setattr("boto3.client", lambda name, **_: s3 if name == "s3" else invalidations)

    assert run_shop("publish", "--stage", "dev", "--folder", str(built)) == 0

    assert invalidations.recorded == [("E456", ["/docs/*"])]
    assert capsys.readouterr().out == "publish: 8 of 8 files sent, 0 deleted: https://cdn.example.com/docs/\n"
    # And the pages for accounts find the API of the stage
    page = s3.get_object(Bucket=BUCKET, Key="docs/account/shop.json")["Body"].read()
    assert json.loads(page) == {"storefront": "https://abc.example.com/v1"}


def test_a_stage_without_cloudfront_has_no_place_for_documentation(
    commands: Commands, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.terraform({}, outputs={"cdn": None})

    assert run_shop("publish", "--stage", "dev", "--folder", str(built)) == 0

    assert "nothing was published" in capsys.readouterr().out


def test_a_stage_that_is_not_deployed_is_an_error(
    commands: Commands, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.terraform({}, outputs={})

    assert run_shop("publish", "--stage", "dev", "--folder", str(built)) == 1

    assert "bin/shop apply --stage dev" in capsys.readouterr().err


def test_the_roots_have_the_output_cdn() -> None:
    for stage in ("dev", "prod"):
        assert 'output "cdn"' in (ROOT / "terraform/environments" / stage / "outputs.tf").read_text()
    text = (ROOT / "terraform/shop/outputs.tf").read_text()
    assert all(f"{name} = item." in text for name in ("url", "distribution_id", "docs_bucket"))
