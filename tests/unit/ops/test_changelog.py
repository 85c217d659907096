"""The changelog, generated from commits of every kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ops import changelog, changes_file
from tests.unit.ops.conftest import Repository, run_shop
from tests.unit.ops.contracts import SMALL, changed


def groups(text: str) -> dict[str, list[str]]:
    """Return the items by group."""
    parts = re.split(r"^#### ", text, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: re.findall(r"^- (.*)$", part, re.MULTILINE) for part in parts}


@pytest.fixture
def released(repository: Repository) -> Repository:
    repository.commit("feat: what was there before", openapi__yaml=SMALL)
    repository.git("tag", "v1.4.0")
    return repository


def groups_after(repository: Repository, *messages: str | bytes) -> dict[str, list[str]]:
    for message in messages:
        repository.commit(message)
    return groups(changelog.commits("v1.4.0", "HEAD"))


def test_commits_are_grouped_by_type_newest_first(released: Repository) -> None:
    found = groups_after(
        released,
        "feat(cart): keep lines",
        "fix: count once",
        "feat: list orders",
        "docs: say it",
        "ci: run it",
        "perf: less",
    )

    assert found == {
        "Added": ["List orders", "cart: Keep lines"],
        "Changed": ["Less"],
        "Fixed": ["Count once"],
        "Documentation": ["Say it"],
        "Behind the scenes": ["Run it"],
    }


@pytest.mark.parametrize(
    ("message", "item"),
    [
        ("feat!: drop the status", "Drop the status"),
        ("chore(deps)!: raise it", "deps: Raise it"),
        (
            "fix: less\n\nBREAKING CHANGE: the answer lost a field\nand its twin\n",
            "Less: the answer lost a field and its twin",
        ),
        ("feat: more\n\nBREAKING-CHANGE: with a hyphen", "More: with a hyphen"),
        ("A sentence\n\nBREAKING CHANGE: all of it", "A sentence"),
    ],
)
def test_breaking_changes_come_first(released: Repository, message: str, item: str) -> None:
    found = groups_after(released, message, "feat: other")

    assert [*found] == ["Breaking", "Added"]
    assert found["Breaking"] == [item]


@pytest.mark.parametrize(
    ("message", "item"),
    [
        ("A plain sentence; it has: a colon", "A plain sentence; it has: a colon"),
        ("wip: half of it", "Half of it"),
        ("✨ shine", "✨ shine"),
        ("First line\nsecond line\n\nand a body", "First line"),
        (": nothing before", ": nothing before"),
        ("fix : a space before the colon", "Fix : a space before the colon"),
        (b"\xff\xfe no UTF-8", "Ÿþ no UTF-8"),
    ],
)
def test_unconventional_commits_are_listed_under_other(released: Repository, message: str | bytes, item: str) -> None:
    assert groups_after(released, message) == {"Other": [item]}


@pytest.mark.parametrize(
    "message", ["fix: ends in spaces   \n\n\n", "fix: ends in spaces\r\n\r\nbody\r\n", "fix:   ends in spaces"]
)
def test_spaces_and_carriage_returns_are_stripped(released: Repository, message: str) -> None:
    assert groups_after(released, message) == {"Fixed": ["Ends in spaces"]}


def test_merges_and_empty_messages_are_omitted(released: Repository) -> None:
    assert groups_after(released, "Merge branch 'x' into main", "") == {}


def test_a_revert_is_marked(released: Repository) -> None:
    assert groups_after(released, "revert: feat: list orders") == {"Changed": ["Revert: Feat: list orders"]}


def test_nobody_is_named(released: Repository) -> None:
    # Given commits that name people in trailers and messages
    released.commit(
        "fix: less\n\nBREAKING CHANGE: it is gone\n\nCo-authored-by: Bob <bob@example.com>\nReviewed-by: Eve"
    )
    released.commit("feat: thank Bob <bob@example.com>")
    released.commit("A sentence\n\nSigned-off-by: Bob <bob@example.com>")

    # When the changelog lists them
    text = changelog.commits("v1.4.0", "HEAD")

    # Then it contains neither addresses nor authors
    assert "@" not in text
    assert not re.search("ada|eve|signed|co-authored", text, re.IGNORECASE)


def test_markup_is_escaped(released: Repository) -> None:
    assert groups_after(released, "fix: <script>alert(1)</script>") == {"Fixed": ["&lt;script>alert(1)&lt;/script>"]}


def test_tags_in_between_do_not_split_the_section(released: Repository) -> None:
    released.commit("feat: one")
    released.git("tag", "v1.5.0")

    assert groups_after(released, "feat: two") == {"Added": ["Two", "One"]}


def test_without_a_release_all_commits_are_listed(repository: Repository) -> None:
    repository.commit("feat: one")
    repository.commit("feat: two")

    assert groups(changelog.commits(None, "HEAD")) == {"Added": ["Two", "One"]}


def test_the_section_of_the_contract_version_is_created_once(released: Repository) -> None:
    # Given a changelog with another version, and a commit
    Path("CHANGELOG.md").write_text("# Changelog\n\nWords.\n\n## [1.4.0] - 2026-11-29\n\n### Added\n\n- Orders.\n")
    released.commit("feat: list carts", openapi__yaml=changed(version="1.5.0"))

    # When it is written, edited, and written again after another commit
    assert run_shop("changelog") == 0
    text = Path("CHANGELOG.md").read_text()
    by_hand = "## [1.5.0] - 2026-12-01\n\n### Breaking\n\n- By hand.\n"
    Path("CHANGELOG.md").write_text(text.replace("## [1.5.0]\n", by_hand))
    released.commit("fix: count once")
    assert run_shop("changelog") == 0

    # Then the edits are kept, and each commit is listed once
    text = Path("CHANGELOG.md").read_text()
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## [1.5.0] - 2026-12-01", "## [1.4.0] - 2026-11-29"]
    assert changes_file.has_breaking_part(text, "1.5.0")
    assert [text.count(part) for part in ("List carts", "Count once", "By hand.", "- Orders.")] == [1, 1, 1, 1]
    assert text.startswith("# Changelog\n\nWords.\n\n## [1.5.0]")

    # And writing it again changes nothing
    assert run_shop("changelog") == 0
    assert Path("CHANGELOG.md").read_text() == text


def test_a_breaking_commit_does_not_replace_the_changelog_entry() -> None:
    text = changes_file.with_commits("", "2.0.0", "#### Breaking\n\n- Drop it")

    assert not changes_file.has_breaking_part(text, "2.0.0")


def test_a_missing_changelog_is_created(released: Repository) -> None:
    released.commit("feat: list carts")

    assert run_shop("changelog") == 0

    assert Path("CHANGELOG.md").read_text().startswith("# Changelog\n\n## [1.4.0]\n")


def test_without_a_contract_nothing_is_written(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("feat: nothing")

    assert run_shop("changelog") == 2

    assert "bin/shop changelog: openapi.yaml can't be read" in capsys.readouterr().err
    assert not Path("CHANGELOG.md").exists()


def test_the_error_of_a_missing_git_cliff_names_its_source(
    released: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)

    assert run_shop("changelog") == 1

    assert "local/setup.sh tests" in capsys.readouterr().err
