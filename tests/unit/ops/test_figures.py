from __future__ import annotations

from typing import TYPE_CHECKING

from ops.figures import measure, table
from tests.unit.ops.conftest import run_shop

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_measure_counts_lines_verbs_and_words(tmp_path: Path) -> None:
    write(tmp_path / "handlers" / "cart" / "get_cart.py", "1\n2\n3\n")
    write(tmp_path / "pipeline" / "plan.py", "1\n2\n")
    write(tmp_path / "ops" / "node_modules" / "skipped.py", "1\n")
    write(tmp_path / "tests" / "unit" / "test_cart.py", "1\n")
    write(tmp_path / "tests" / "fakes.py", "1\n2\n")
    write(tmp_path / "Makefile", "run: ## serve the shop\n\ttrue\nhidden:\n\ttrue\n")
    edits = ("openapi.yaml", "handlers/cart/get_cart.py", "openapi.yaml")
    write(tmp_path / "CONTRIBUTING.md", "".join(f"<!-- edit: {path}, new -->\n" for path in edits))
    write(tmp_path / "README.md", "# A shop\n\nTwo words\n")

    assert measure(tmp_path) == {
        "lines of Python in handlers/": 3,
        "lines of Python in local/": 0,
        "lines of Python in docker/": 0,
        "lines of Python in ops/": 2,
        "lines of Python in codegen/": 0,
        "lines of tests": 1,
        "lines of test helpers": 2,
        "Python modules in local/": 0,
        "verbs of the Makefile": 1,
        "words in README.md": 5,
        "edits for a new operation": 2,
    }


def test_table_has_one_column_per_tree() -> None:
    text = table({"before": {"lines": 2000}, "now": {"lines": 1000, "words": 3}})

    assert text == ("| figure | before | now |\n| --- | ---: | ---: |\n| lines | 2,000 | 1,000 |\n| words |  | 3 |")


def test_command_compares_this_tree_with_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_shop("figures", "--tree", str(tmp_path)) == 0

    assert capsys.readouterr().out.startswith("| figure | before | now |\n| --- | ---: | ---: |\n| lines of Python")
