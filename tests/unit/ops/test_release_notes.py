"""The notes of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops import changes_file
from tests.unit.ops.conftest import run_shop
from tests.unit.ops.contracts import BROKEN, DEPRECATED, OTHER_WORDS, SMALL, changed

if TYPE_CHECKING:
    from tests.unit.ops.conftest import Repository

DIGEST = "sha256:" + "0123456789abcdef" * 4
IMAGE = f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@{DIGEST}"
NEW_FIELD = ("total: {type: integer}", "total: {type: integer}, 'mean_<b>': {type: number}")


@pytest.fixture
def released(repository: Repository) -> Repository:
    """A repository whose contract was released as v1.4.0."""
    repository.commit("feat: orders", openapi__yaml=SMALL, CHANGELOG__md="# Changelog\n\n## [1.4.0]\n\n- Orders.\n")
    repository.git("tag", "v1.4.0")
    return repository


def written(*arguments: str) -> str:
    assert run_shop("release-notes", *arguments) == 0
    return Path("reports/release-notes.md").read_text()


def test_notes_list_changes_for_clients_most_important_first(released: Repository) -> None:
    # Given a release with breaking changes, deprecations and additions
    released.commit(
        "feat!: fewer",
        openapi__yaml=changed(BROKEN, DEPRECATED, NEW_FIELD, version="2.0.0"),
        CHANGELOG__md="# Changelog\n\n## [2.0.0]\n\n### Breaking\n\n- Ask for at most 50.\n\n## [1.4.0]\n\n- Orders.\n",
    )
    released.git("tag", "v2.0.0")

    # When its notes are written
    text = written("--from", "v1.4.0", "--to", "v2.0.0", "--image", IMAGE)

    # Then they have each part once, in this order
    parts = [
        "# v2.0.0\n",
        "## What changed for clients\n\n### Breaking\n\n- Ask for at most 50.\n",
        "## The contract\n\nIts version: from 1.4.0 to 2.0.0.\n",
        "### Breaking\n\n- GET /orders query parameter limit: maximum: 100 before, 50 now\n",
        "### Deprecated\n\n- GET /orders: it is now deprecated\n",
        "### Added, or made easier\n\n- GET /orders response 200 /mean\\_\\<b\\>: the field mean\\_\\<b\\> is new\n",
        "## Commits\n\n### Breaking\n\n- Fewer\n",
        f"## Image\n\n`{DIGEST}`\n",
        "## Rollback\n",
        "bin/shop rollback --stage prod --to v1.4.0\n",
    ]
    assert [text.count(part) for part in parts] == [1] * len(parts)
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    # And they contain neither the account nor the authors
    assert "123456789012" not in text
    assert "ada" not in text.lower()


def test_an_unchanged_contract_is_noted(released: Repository) -> None:
    released.commit("fix: count once")

    text = written()

    assert "Its version: 1.4.0, as before.\n\nIt has not changed.\n" in text
    assert "What changed for clients" not in text
    assert "- Count once" in text
    assert "Not known when" in text


def test_changes_of_descriptions_are_listed_as_words(released: Repository) -> None:
    released.commit("docs: say all", openapi__yaml=changed(OTHER_WORDS, version="1.4.1"))

    text = written()

    assert "### Words\n" in text
    assert "CHANGELOG.md has no section for 1.4.1." in text


def test_the_first_release_has_no_rollback_target(repository: Repository) -> None:
    repository.commit("feat: orders", openapi__yaml=SMALL)
    repository.git("tag", "v1.4.0")

    text = written("--to", "v1.4.0")

    assert "This is the first release; its contract has the version 1.4.0." in text
    assert "There is no release before this one." in text
    assert "bin/shop rollback" not in text
    assert "- Orders" in text


def test_the_previous_release_is_found(released: Repository) -> None:
    released.commit("feat: more", openapi__yaml=changed(version="1.5.0"))
    released.git("tag", "v1.5.0")
    released.commit("feat: even more", openapi__yaml=changed(version="1.6.0"))
    released.git("tag", "v1.6.0")

    text = written("--to", "v1.5.0", "--stage", "dev")

    assert "bin/shop rollback --stage dev --to v1.4.0" in text
    assert "ven more" not in text


def test_generated_changelog_entries_are_not_repeated(released: Repository) -> None:
    log = changes_file.with_commits("# Changelog\n\n## [1.5.0]\n\n- By hand.\n", "1.5.0", "#### Added\n\n- More")
    released.commit("feat: more", openapi__yaml=changed(version="1.5.0"), CHANGELOG__md=log)

    text = written()

    assert text.count("- More") == 1
    assert text.count("- By hand.") == 1


@pytest.mark.parametrize("image", ["shop:latest", "shop@sha256:12", "sha256:" + "G" * 64, f"two words@{DIGEST}"])
def test_an_image_is_named_by_its_digest(released: Repository, image: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("release-notes", "--image", image) == 2

    assert f"the image {image} isn't named by its digest" in capsys.readouterr().err
    assert not Path("reports").exists()


@pytest.mark.parametrize(("option", "named"), [("--from", "v0.0.9"), ("--to", "nowhere")])
def test_an_unknown_release_is_an_error(
    released: Repository, option: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_shop("release-notes", option, named) == 2

    assert f"bin/shop release-notes: git knows no commit {named}" in capsys.readouterr().err
