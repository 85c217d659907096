from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from local.config import CannotRun
from ops.github.release import attached, notes, publish
from ops.github.repository import GitHubFailed, repository
from ops.github.version import Version

if TYPE_CHECKING:
    from pathlib import Path


class Releases:
    """A fake of a repository's releases on GitHub, which fails after some uploads."""

    def __init__(self, uploads: int = 9) -> None:
        self.releases: list[dict[str, Any]] = []
        self.uploads = uploads

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.headers.get("Content-Type") == "application/json" else {}
        match request.method, request.url.path.removeprefix("/repos/ada/shop/").split("/"):
            case "GET", ["releases"]:
                return httpx.Response(200, json=self.releases)
            case "POST", ["releases"]:
                upload = "https://uploads.example/7/assets{?name,label}"
                self.releases.append({"id": 7, "assets": [], "upload_url": upload, "html_url": "https://a/7", **body})
                return httpx.Response(201, json=self.releases[0])
            case "PATCH", ["releases", "7"]:
                self.releases[0].update(body)
                return httpx.Response(200, json=self.releases[0])
            case "DELETE", ["releases", "assets", number]:
                self.releases[0]["assets"] = [each for each in self.releases[0]["assets"] if str(each["id"]) != number]
                return httpx.Response(204)
            case "POST", ["", "7", "assets"] if self.uploads:
                self.uploads -= 1
                names = [each["name"] for each in self.releases[0]["assets"]]
                assert request.url.params["name"] not in names
                self.releases[0]["assets"].append({"id": len(names) + 1, "name": request.url.params["name"]})
                return httpx.Response(201, json={})
        return httpx.Response(502, text="out of breath")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name in ("openapi.yaml", "shop.whl"):
        (tmp_path / name).write_text(name)
    return sorted(tmp_path.iterdir())


def release(github: Releases, files: list[Path], tag: str = "v1.0.0") -> str:
    version = Version(tag, "", is_new=True)
    return publish(repository("ada/shop", "token", httpx.MockTransport(github)), version, "c0ffee", "Notes.", files)


def test_a_release_has_its_commit_its_notes_and_its_files(files: list[Path]) -> None:
    github = Releases()

    assert release(github, files) == "https://a/7"

    [made] = github.releases
    assert (made["tag_name"], made["target_commitish"], made["body"]) == ("v1.0.0", "c0ffee", "Notes.")
    assert not made["prerelease"]
    assert [asset["name"] for asset in made["assets"]] == ["openapi.yaml", "shop.whl"]
    assert not made["draft"]


def test_a_pre_release_is_marked_as_one(files: list[Path]) -> None:
    github = Releases()

    release(github, files, "v2.0.0-dev.1")

    assert github.releases[0]["prerelease"]


def test_an_interrupted_release_is_a_draft_and_is_completed_later(files: list[Path]) -> None:
    github = Releases(uploads=1)
    with pytest.raises(GitHubFailed, match="out of breath"):
        release(github, files)
    assert github.releases[0]["draft"]
    github.uploads = 9

    release(github, files)

    [made] = github.releases
    assert [asset["name"] for asset in made["assets"]] == ["openapi.yaml", "shop.whl"]
    assert not made["draft"]


def test_a_published_release_is_not_published_again(files: list[Path]) -> None:
    github = Releases()
    release(github, files)

    with pytest.raises(CannotRun, match=r"v1\.0\.0 has been released: raise info\.version"):
        release(github, files)


def test_the_error_of_missing_notes_or_files_names_the_command_that_writes_them(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("")

    with pytest.raises(CannotRun, match="write it with bin/shop release-notes"):
        notes(tmp_path)
    with pytest.raises(
        CannotRun,
        match=r"There is no reports/sbom\.cdx\.json and no build/sdk/\*: write them with bin/shop sbom and make sdk",
    ):
        attached(tmp_path)


def test_the_contract_the_bill_of_materials_and_the_sdks_are_attached(tmp_path: Path) -> None:
    for name in ("openapi.yaml", "reports/sbom.cdx.json", "build/sdk/shop.tgz", "build/sdk/shop.whl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    assert [file.name for file in attached(tmp_path)] == ["openapi.yaml", "sbom.cdx.json", "shop.tgz", "shop.whl"]
