"""The changelog, out of commits of every kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ops import changelog, changes_file
from tests.unit.ops.commands import run_shop
from tests.unit.ops.conftest import Repository
from tests.unit.ops.contracts import SMALL, changed


def groups(told: str) -> dict[str, list[str]]:
    """Return the items by their group."""
    parts = re.split(r"^#### ", told, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: re.findall(r"^- (.*)$", part, re.MULTILINE) for part in parts}


@pytest.fixture
def released(repository: Repository) -> Repository:
    repository.commit("feat: what was there before", openapi__yaml=SMALL)
    repository.tag("v1.4.0")
    return repository


def told_of(repository: Repository, *messages: str | bytes) -> dict[str, list[str]]:
    for message in messages:
        repository.commit(message)
    return groups(changelog.commits("v1.4.0", "HEAD"))


def test_commits_are_told_by_their_type_and_the_newest_first(released: Repository) -> None:
    told = told_of(
        released,
        "feat(cart): keep lines",
        "fix: count once",
        "feat: list orders",
        "docs: say it",
        "ci: run it",
        "perf: less",
    )

    assert told == {
        "Added": ["List orders", "cart: Keep lines"],
        "Changed": ["Less"],
        "Fixed": ["Count once"],
        "Documentation": ["Say it"],
        "Behind the scenes": ["Run it"],
    }


@pytest.mark.parametrize(
    ("message", "told"),
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
def test_breaks_come_first(released: Repository, message: str, told: str) -> None:
    found = told_of(released, message, "feat: other")

    assert [*found] == ["Breaking", "Added"]
    assert found["Breaking"] == [told]


@pytest.mark.parametrize(
    ("message", "told"),
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
def test_what_is_not_conventional_is_told_under_other(released: Repository, message: str | bytes, told: str) -> None:
    assert told_of(released, message) == {"Other": [told]}


@pytest.mark.parametrize(
    "message", ["fix: ends in spaces   \n\n\n", "fix: ends in spaces\r\n\r\nbody\r\n", "fix:   ends in spaces"]
)
def test_spaces_and_carriage_returns_are_left_out(released: Repository, message: str) -> None:
    assert told_of(released, message) == {"Fixed": ["Ends in spaces"]}


def test_merges_and_empty_messages_are_left_out(released: Repository) -> None:
    assert told_of(released, "Merge branch 'x' into main", "") == {}


def test_a_revert_says_so(released: Repository) -> None:
    assert told_of(released, "revert: feat: list orders") == {"Changed": ["Revert: Feat: list orders"]}


def test_nobody_is_named(released: Repository) -> None:
    # Given commits that name people in trailers, and in what they say
    released.commit(
        "fix: less\n\nBREAKING CHANGE: it is gone\n\nCo-authored-by: Bob <bob@example.com>\nReviewed-by: Eve"
    )
    released.commit("feat: thank Bob <bob@example.com>")
    released.commit("A sentence\n\nSigned-off-by: Bob <bob@example.com>")

    # When they are told
    told = changelog.commits("v1.4.0", "HEAD")

    # Then no address is, nor is who wrote them
    assert "@" not in told
    assert not re.search("ada|eve|signed|co-authored", told, re.IGNORECASE)


def test_markup_is_shown_and_not_run(released: Repository) -> None:
    assert told_of(released, "fix: <script>alert(1)</script>") == {"Fixed": ["&lt;script>alert(1)&lt;/script>"]}


def test_tags_in_between_part_nothing(released: Repository) -> None:
    released.commit("feat: one")
    released.tag("v1.5.0")

    assert told_of(released, "feat: two") == {"Added": ["Two", "One"]}


def test_without_a_release_all_is_told(repository: Repository) -> None:
    repository.commit("feat: one")
    repository.commit("feat: two")

    assert groups(changelog.commits(None, "HEAD")) == {"Added": ["Two", "One"]}


def test_the_section_of_the_contracts_version_is_made_once(released: Repository) -> None:
    # Given a changelog with another version, and a commit
    Path("CHANGELOG.md").write_text("# Changelog\n\nWords.\n\n## [1.4.0] - 2026-11-29\n\n### Added\n\n- Orders.\n")
    released.commit("feat: list carts", openapi__yaml=changed(version="1.5.0"))

    # When it is written, people add to it, and it is written again after another commit
    assert run_shop("changelog") == 0
    text = Path("CHANGELOG.md").read_text()
    by_hand = "## [1.5.0] - 2026-12-01\n\n### Breaking\n\n- By hand.\n"
    Path("CHANGELOG.md").write_text(text.replace("## [1.5.0]\n", by_hand))
    released.commit("fix: count once")
    assert run_shop("changelog") == 0

    # Then what people wrote is still there, and each commit is there once
    text = Path("CHANGELOG.md").read_text()
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## [1.5.0] - 2026-12-01", "## [1.4.0] - 2026-11-29"]
    assert changes_file.has_breaking_part(text, "1.5.0")
    assert [text.count(said) for said in ("List carts", "Count once", "By hand.", "- Orders.")] == [1, 1, 1, 1]
    assert text.startswith("# Changelog\n\nWords.\n\n## [1.5.0]")

    # And once more changes nothing
    assert run_shop("changelog") == 0
    assert Path("CHANGELOG.md").read_text() == text


def test_a_break_that_only_a_commit_tells_of_is_not_written_down() -> None:
    text = changes_file.with_commits("", "2.0.0", "#### Breaking\n\n- Drop it")

    assert not changes_file.has_breaking_part(text, "2.0.0")


def test_a_changelog_that_is_not_there_is_begun(released: Repository) -> None:
    released.commit("feat: list carts")

    assert run_shop("changelog") == 0

    assert Path("CHANGELOG.md").read_text().startswith("# Changelog\n\n## [1.4.0]\n")


def test_without_a_contract_nothing_is_written(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("feat: nothing")

    assert run_shop("changelog") == 2

    assert "bin/shop changelog: openapi.yaml can't be read" in capsys.readouterr().err
    assert not Path("CHANGELOG.md").exists()


def test_without_git_cliff_it_is_said_where_it_comes_from(
    released: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)

    assert run_shop("changelog") == 1

    assert "local/setup.sh tests" in capsys.readouterr().err
