"""The development server stays small: few layers of imports, short files."""

from __future__ import annotations

from functools import cache

import pytest
from grimp import ImportGraph, build_graph

from local.config import ROOT

MAX_LAYERS = 6
MAX_LINES = 300


@pytest.fixture(scope="module")
def graph() -> ImportGraph:
    return build_graph("local", exclude_type_checking_imports=True)


def test_longest_chain_of_imports_in_local_has_six_modules(graph: ImportGraph) -> None:
    @cache
    def chain_from(module: str) -> tuple[str, ...]:
        chains = [chain_from(imported) for imported in graph.find_modules_directly_imported_by(module)]
        return (module, *max(chains, key=len, default=()))

    longest = max((chain_from(module) for module in graph.modules), key=len)

    assert len(longest) <= MAX_LAYERS, " -> ".join(longest)


@pytest.mark.parametrize("room", ["local", "docker"])
def test_no_module_is_longer_than_300_lines(room: str) -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in (ROOT / room).rglob("*.py")}

    assert {file: lines for file, lines in lengths.items() if lines > MAX_LINES} == {}
