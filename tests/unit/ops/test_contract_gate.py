"""The gate of the contract, as it is called: what goes through, what is kept out, and what is said about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.contract_changes import openapi_diff
from tests.unit.ops.commands import run_shop
from tests.unit.ops.contracts import BROKEN, DEPRECATED, OTHER_WORDS, SMALL, WIDER, changed

if TYPE_CHECKING:
    from tests.unit.ops.conftest import Repository


@pytest.fixture(autouse=True)
def our_rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi_diff, "is_here", lambda: False)


@pytest.fixture
def released(repository: Repository) -> Repository:
    """A repository whose contract was released as v1.4.0."""
    repository.commit("feat: orders", openapi__yaml=SMALL)
    repository.tag("v1.4.0")
    return repository


def write(text: str, name: str = "openapi.yaml") -> None:
    Path(name).write_text(text)


def test_a_contract_that_has_not_changed_goes_through(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("contract-changes") == 0

    assert "no changes" in capsys.readouterr().out


def test_without_a_release_there_is_nothing_to_compare_with(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("feat: orders", openapi__yaml=SMALL)

    assert run_shop("contract-changes") == 0

    assert "there is nothing to compare with" in capsys.readouterr().out


def test_the_newest_release_is_the_highest_and_not_the_last_or_a_candidate(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given releases that were tagged in another order, a candidate, and a tag that only looks like one
    repository.commit("feat: orders", openapi__yaml=SMALL)
    for tag in ("v1.10.0", "v1.9.0", "v2.0.0-rc.1", "v3", "vision"):
        repository.tag(tag)

    # When it isn't said what to compare with
    assert run_shop("contract-changes") == 0

    # Then it is the highest
    assert "v1.10.0 has 1.4.0" in capsys.readouterr().out


def test_a_break_is_kept_out_and_it_is_said_what_to_do(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given a contract that takes less, under the version that was released
    write(changed(BROKEN))

    # When it is compared with that
    status = run_shop("contract-changes", "--base", "v1.4.0")

    # Then it is kept out, with the change, its reason, and all that is missing
    said = capsys.readouterr()
    assert status == 1
    assert "breaking    request-bound-tightened" in said.out
    assert "GET /orders query parameter limit: maximum: 100 before, 50 now" in said.out
    assert "because: Z107" in said.out
    assert "raise info.version from 1.4.0 to 2.0.0 (it is 1.4.0)" in said.err
    assert "say in CHANGELOG.md, under `## [2.0.0]` and `### Breaking`" in said.err


def test_a_major_version_alone_does_not_let_a_break_through(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    write(changed(BROKEN, version="2.0.0"))

    assert run_shop("contract-changes") == 1

    said = capsys.readouterr().err
    assert "raise" not in said
    assert "`## [2.0.0]`" in said


@pytest.mark.parametrize(
    "said",
    [
        "## [1.4.0]\n\n### Breaking\n\n- limit is at most 50.\n",
        "## [2.0.0]\n\n### Added\n\n- Nothing.\n",
        "## [2.0.0]\n\n### Breaking\n\n### Added\n\n- Nothing.\n",
        "## [2.0.0]\n\n## [1.4.0]\n\n### Breaking\n\n- limit is at most 50.\n",
        "## [12.0.0]\n\n### Breaking\n\n- limit is at most 50.\n",
    ],
    ids=["another version", "no part", "an empty part", "the part of the next section", "a longer version"],
)
def test_a_break_that_is_not_written_down_for_its_version_is_kept_out(released: Repository, said: str) -> None:
    write(changed(BROKEN, version="2.0.0"))
    write(said, "CHANGELOG.md")

    assert run_shop("contract-changes") == 1


@pytest.mark.parametrize("heading", ["## [2.0.0]", "## 2.0.0", "## [2.0.0] - 2026-11-29"])
def test_a_meant_break_goes_through(released: Repository, heading: str) -> None:
    write(changed(BROKEN, version="2.0.0"))
    write(f"# Changelog\n\n{heading}\n\n### Breaking\n\n- limit is at most 50.\n\n## [1.4.0]\n", "CHANGELOG.md")

    assert run_shop("contract-changes") == 0


def test_before_one_a_break_asks_for_a_major_version_as_well(
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
def test_what_breaks_nobody_raises_the_version_too(
    released: Repository, change: tuple[str, str], too_low: str, enough: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(changed(change, version=too_low))
    assert run_shop("contract-changes") == 1
    assert f"raise info.version from 1.4.0 to {enough} (it is {too_low})" in capsys.readouterr().err

    write(changed(change, version=enough))
    assert run_shop("contract-changes") == 0


def test_a_version_never_goes_back(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    write(changed(version="1.3.9"))

    assert run_shop("contract-changes") == 1

    assert "goes back from 1.4.0 to 1.3.9" in capsys.readouterr().err


def test_a_file_can_be_compared_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    older.write_text(SMALL)
    newer.write_text(changed(BROKEN))

    assert run_shop("contract-changes", "--base", str(older), "--new", str(newer)) == 1

    assert "request-bound-tightened" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
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
            "/components/schemas/Total leads nowhere",
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
def test_what_is_no_contract_is_said_to_be_none(
    tmp_path: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    older.write_text(SMALL)
    newer.write_text(text)

    assert run_shop("contract-changes", "--base", str(older), "--new", str(newer)) == 2

    said = capsys.readouterr().err
    assert told in said
    assert said.startswith("bin/shop contract-changes: ")
    assert "Traceback" not in said


def test_a_file_that_is_not_there_is_said(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("contract-changes", "--new", "nowhere.yaml", "--base", "openapi.yaml") == 2

    assert "nowhere.yaml can't be read: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("base", ["origin/main", "--output=x", "v9.9.9"])
def test_an_unknown_commit_is_said(released: Repository, base: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("contract-changes", f"--base={base}") == 2

    assert f"git knows no commit {base}: " in capsys.readouterr().err


def test_a_commit_without_a_contract_is_said(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    write(SMALL, "other.yaml")

    assert run_shop("contract-changes", "--base", "v1.4.0", "--new", "other.yaml") == 2

    assert "there is no other.yaml in v1.4.0" in capsys.readouterr().err


def test_a_folder_without_git_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    assert run_shop("contract-changes") == 2

    assert "contract-changes: " in capsys.readouterr().err


def test_what_many_operations_share_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Given a schema that three answers share
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    answers = "".join(
        f"        '{status}':\n          description: It.\n          content:\n            application/json:\n"
        "              schema: {$ref: '#/components/schemas/Order'}\n"
        for status in (200, 201, 202)
    )
    start = "openapi: 3.0.3\ninfo: {title: Shop, version: 1.0.0}\npaths:\n  /orders:\n    post:\n      responses:\n"
    schema = "components: {schemas: {Order: {type: object, properties: {total: {type: string, maxLength: 5}}}}}\n"
    older.write_text(start + answers + schema)

    # When it takes longer values
    newer.write_text(start + answers + schema.replace("5", "6"))
    run_shop("contract-changes", "--base", str(older), "--new", str(newer))

    # Then that is one line, with some of the places
    said = capsys.readouterr().out
    assert said.count("maxLength") == 1
    assert "schema Order/total: maxLength: 5 before, 6 now" in said
    assert "(in POST /orders answer 200 /total, POST /orders answer 201 /total and 1 more)" in said
    assert "1 in all: 1 breaking, 0 compatible, 0 note" in said


@pytest.mark.parametrize(
    ("schemas", "told"),
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
def test_references_that_lead_in_a_circle_are_said(
    tmp_path: Path, schemas: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given a contract with schemas that are nothing but each other
    older, newer = tmp_path / "old.yaml", tmp_path / "new.yaml"
    older.write_text(SMALL)
    used = changed(("{total: {type: integer}}", "{total: {$ref: '#/components/schemas/A'}}"))
    newer.write_text(f"{used}components: {{x-team: orders, schemas: {{{schemas}}}}}\n")

    # When it is compared, from either side
    answered = [
        run_shop("contract-changes", "--base", str(one), "--new", str(other))
        for one, other in ((older, newer), (newer, older))
    ]

    # Then it is wrong input, and the circle is named
    assert answered == [2, 2]
    assert capsys.readouterr().err.count(f"its references lead in a circle: {told}") == 2
