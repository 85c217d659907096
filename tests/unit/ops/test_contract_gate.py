"""The contract gate as a command: its verdicts, messages and exit statuses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.contract_changes import openapi_diff
from tests.unit.ops.conftest import run_shop
from tests.unit.ops.contracts import BROKEN, DEPRECATED, OTHER_WORDS, SMALL, WIDER, changed

if TYPE_CHECKING:
    from tests.unit.ops.conftest import Repository


@pytest.fixture(autouse=True)
def our_rules_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi_diff, "is_installed", lambda: False)


@pytest.fixture
def released(repository: Repository) -> Repository:
    """A repository whose contract was released as v1.4.0."""
    repository.commit("feat: orders", openapi__yaml=SMALL)
    repository.git("tag", "v1.4.0")
    return repository


def write(text: str, name: str = "openapi.yaml") -> None:
    Path(name).write_text(text)


def test_unchanged_contract_passes(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("contract-changes") == 0

    assert "no changes" in capsys.readouterr().out


def test_without_a_release_the_gate_compares_nothing(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("feat: orders", openapi__yaml=SMALL)

    assert run_shop("contract-changes") == 0

    assert "there is nothing to compare with" in capsys.readouterr().out


def test_default_base_is_the_highest_release(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    # Given releases tagged out of order, a release candidate, and tags that are no releases
    repository.commit("feat: orders", openapi__yaml=SMALL)
    for tag in ("v1.10.0", "v1.9.0", "v2.0.0-rc.1", "v3", "vision"):
        repository.git("tag", tag)

    # When no base is passed
    assert run_shop("contract-changes") == 0

    # Then the base is the highest release
    assert "version 1.4.0 at v1.10.0" in capsys.readouterr().out


def test_break_is_rejected_with_a_remedy(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    # Given a stricter contract with the version of the release
    write(changed(BROKEN))

    # When it is compared with the release
    status = run_shop("contract-changes", "--base", "v1.4.0")

    # Then it is rejected, with the change, its reason and every missing step
    output = capsys.readouterr()
    assert status == 1
    assert "breaking    request-bound-tightened" in output.out
    assert "GET /orders query parameter limit: maximum: 100 before, 50 now" in output.out
    assert "because: Z107" in output.out
    assert "raise info.version from 1.4.0 to 2.0.0 (it is 1.4.0)" in output.err
    assert "describe in CHANGELOG.md, under `## [2.0.0]` and `### Breaking`" in output.err


def test_major_version_alone_does_not_allow_a_break(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    write(changed(BROKEN, version="2.0.0"))

    assert run_shop("contract-changes") == 1

    output = capsys.readouterr().err
    assert "raise" not in output
    assert "`## [2.0.0]`" in output


@pytest.mark.parametrize(
    "changelog",
    [
        "## [1.4.0]\n\n### Breaking\n\n- limit is at most 50.\n",
        "## [2.0.0]\n\n### Added\n\n- Nothing.\n",
        "## [2.0.0]\n\n### Breaking\n\n### Added\n\n- Nothing.\n",
        "## [2.0.0]\n\n## [1.4.0]\n\n### Breaking\n\n- limit is at most 50.\n",
        "## [12.0.0]\n\n### Breaking\n\n- limit is at most 50.\n",
    ],
    ids=["another version", "no part", "an empty part", "the part of the next section", "a longer version"],
)
def test_break_without_its_changelog_entry_is_rejected(released: Repository, changelog: str) -> None:
    write(changed(BROKEN, version="2.0.0"))
    write(changelog, "CHANGELOG.md")

    assert run_shop("contract-changes") == 1


@pytest.mark.parametrize("heading", ["## [2.0.0]", "## 2.0.0", "## [2.0.0] - 2026-11-29"])
def test_documented_break_in_a_major_version_passes(released: Repository, heading: str) -> None:
    write(changed(BROKEN, version="2.0.0"))
    write(f"# Changelog\n\n{heading}\n\n### Breaking\n\n- limit is at most 50.\n\n## [1.4.0]\n", "CHANGELOG.md")

    assert run_shop("contract-changes") == 0


def test_break_before_version_one_requires_a_major_version(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("feat: orders", openapi__yaml=changed(version="0.3.0"))
    write(changed(BROKEN, version="0.4.0"))

    assert run_shop("contract-changes", "--base", "main") == 1

    assert "from 0.3.0 to 1.0.0 (it is 0.4.0)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "too_low", "enough"),
    [(WIDER, "1.4.1", "1.5.0"), (DEPRECATED, "1.4.1", "1.5.0"), (OTHER_WORDS, "1.4.0", "1.4.1")],
    ids=["an addition", "a deprecation", "words"],
)
def test_compatible_change_requires_a_higher_version(
    released: Repository, change: tuple[str, str], too_low: str, enough: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(changed(change, version=too_low))
    assert run_shop("contract-changes") == 1
    assert f"raise info.version from 1.4.0 to {enough} (it is {too_low})" in capsys.readouterr().err

    write(changed(change, version=enough))
    assert run_shop("contract-changes") == 0


@pytest.mark.parametrize("version", ["2.0.0-dev.1", "2.0.0-dev.2", "2.0.0"])
def test_documented_break_passes_in_a_pre_release_and_in_its_release(
    released: Repository, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    write(changed(BROKEN, version=version))
    assert run_shop("contract-changes") == 1
    assert f"`## [{version}]` and `### Breaking`" in capsys.readouterr().err

    write(f"## [{version}]\n\n### Breaking\n\n- limit is at most 50.\n", "CHANGELOG.md")
    assert run_shop("contract-changes") == 0


@pytest.mark.parametrize(
    ("before", "after", "change", "problem"),
    [
        ("2.0.0-dev.1", "2.0.0-dev.2", WIDER, ""),
        ("2.0.0-dev.1", "2.0.0-dev.2", BROKEN, "describe in none.md"),
        ("2.0.0-dev.9", "2.0.0-dev.10", WIDER, ""),
        ("2.0.0-dev.1", "2.0.0-dev.1", WIDER, "raise info.version from 2.0.0-dev.1 to 2.0.0-dev.2"),
        ("2.0.0-dev.1", "2.0.0", WIDER, ""),
        ("2.1.0-dev.1", "2.1.0-dev.2", WIDER, ""),
        ("2.1.0-dev.1", "2.1.0-dev.2", BROKEN, "raise info.version from 2.1.0-dev.1 to 3.0.0"),
        ("2.0.0", "2.0.0-dev.1", OTHER_WORDS, "goes back from 2.0.0 to 2.0.0-dev.1"),
        ("2.0.0-dev.2", "2.0.0-dev.1", OTHER_WORDS, "goes back from 2.0.0-dev.2 to 2.0.0-dev.1"),
        ("1.4.0", "1.5.0-dev.1", WIDER, ""),
    ],
)
def test_pre_releases_collect_changes(
    tmp_path: Path, before: str, after: str, change: tuple[str, str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    older.write_text(changed(version=before))
    newer.write_text(changed(change, version=after))

    status = run_shop("contract-changes", "--base", str(older), "--new", str(newer), "--changelog", "none.md")

    assert (status, problem in capsys.readouterr().err) == (1 if problem else 0, True)


@pytest.mark.parametrize("version", ["1.4.0-dev", "1.4.0-dev.0", "1.4.0-rc.1", "01.4.0", "1.4.0+build"])
def test_other_version_is_an_error(released: Repository, capsys: pytest.CaptureFixture[str], version: str) -> None:
    write(changed(version=version))

    assert run_shop("contract-changes") == 2

    assert f"info.version is {version}; it must be three numbers" in capsys.readouterr().err


def test_lower_version_is_rejected(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    write(changed(version="1.3.9"))

    assert run_shop("contract-changes") == 1

    assert "goes back from 1.4.0 to 1.3.9" in capsys.readouterr().err


def test_base_may_be_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    older.write_text(SMALL)
    newer.write_text(changed(BROKEN))

    assert run_shop("contract-changes", "--base", str(older), "--new", str(newer)) == 1

    assert "request-bound-tightened" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("openapi: [", "is no YAML"),
        ("- a list", "is no OpenAPI 3.0 document"),
        ("", "is no OpenAPI 3.0 document"),
        ("openapi: 3.1.0\ninfo: {title: Shop, version: 1.0.0}\npaths: {}", "is no OpenAPI 3.0 document"),
        ("openapi: 3.0.3\ninfo: {title: Shop, version: 1.0.0}", '"paths" is a required property'),
        (changed(("maximum: 100", "maximum: many")), "is no valid contract: paths"),
        (changed(version="next"), "info.version is next"),
        (
            changed(("{type: integer}", "{$ref: '#/components/schemas/Total'}")),
            "/components/schemas/Total has no target",
        ),
    ],
    ids=[
        "no YAML",
        "a list",
        "empty",
        "3.1",
        "no paths",
        "a wrong schema",
        "a wrong version",
        "a reference to nothing",
    ],
)
def test_invalid_contract_is_an_error(
    tmp_path: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    older.write_text(SMALL)
    newer.write_text(text)

    assert run_shop("contract-changes", "--base", str(older), "--new", str(newer)) == 2

    errors = capsys.readouterr().err
    assert message in errors
    assert errors.startswith("bin/shop contract-changes: ")
    assert "Traceback" not in errors


def test_missing_file_is_an_error(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("contract-changes", "--new", "nowhere.yaml", "--base", "openapi.yaml") == 2

    assert "nowhere.yaml can't be read: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("base", ["origin/main", "--output=x", "v9.9.9"])
def test_unknown_commit_is_an_error(released: Repository, base: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("contract-changes", f"--base={base}") == 2

    assert f"git knows no commit {base}: " in capsys.readouterr().err


def test_commit_without_the_contract_is_an_error(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    write(SMALL, "other.yaml")

    assert run_shop("contract-changes", "--base", "v1.4.0", "--new", "other.yaml") == 2

    assert "there is no other.yaml in v1.4.0" in capsys.readouterr().err


def test_folder_without_git_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    assert run_shop("contract-changes") == 2

    assert "contract-changes: " in capsys.readouterr().err


def test_change_of_a_shared_schema_is_reported_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Given a schema that three responses share
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    responses = "".join(
        f"        '{status}':\n          description: Done.\n          content:\n            application/json:\n"
        "              schema: {$ref: '#/components/schemas/Order'}\n"
        for status in (200, 201, 202)
    )
    start = "openapi: 3.0.3\ninfo: {title: Shop, version: 1.0.0}\npaths:\n  /orders:\n    post:\n      responses:\n"
    schema = "components: {schemas: {Order: {type: object, properties: {total: {type: string, maxLength: 5}}}}}\n"
    older.write_text(start + responses + schema)

    # When it allows longer values
    newer.write_text(start + responses + schema.replace("5", "6"))
    run_shop("contract-changes", "--base", str(older), "--new", str(newer))

    # Then the report has one entry, with some of the locations
    output = capsys.readouterr().out
    assert output.count("maxLength") == 1
    assert "schema Order/total: maxLength: 5 before, 6 now" in output
    assert "(in POST /orders response 200 /total, POST /orders response 201 /total and 1 more)" in output
    assert "1 in total: 1 breaking, 0 compatible, 0 note" in output


@pytest.mark.parametrize(
    ("schemas", "cycle"),
    [
        (
            "A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}",
            "#/components/schemas/A → #/components/schemas/B → #/components/schemas/A",
        ),
        ("A: {$ref: '#/components/schemas/A'}", "#/components/schemas/A → #/components/schemas/A"),
        (
            "A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}",
            "#/components/schemas/A → #/components/schemas/B → #/components/schemas/A",
        ),
    ],
    ids=["two", "itself", "parts of each other"],
)
def test_cycle_of_references_is_an_error(
    tmp_path: Path, schemas: str, cycle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given a contract whose schemas only refer to each other
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    older.write_text(SMALL)
    used = changed(("{total: {type: integer}}", "{total: {$ref: '#/components/schemas/A'}}"))
    newer.write_text(f"{used}components: {{x-team: orders, schemas: {{{schemas}}}}}\n")

    # When it is either side of the comparison
    statuses = [
        run_shop("contract-changes", "--base", str(one), "--new", str(other))
        for one, other in ((older, newer), (newer, older))
    ]

    # Then the input is invalid, and the message names the cycle
    assert statuses == [2, 2]
    assert capsys.readouterr().err.count(f"its references form a cycle: {cycle}") == 2
