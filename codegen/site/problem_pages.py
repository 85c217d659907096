"""The page of each kind of problem, where its ``type`` leads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen.examples import examples_of
from handlers.runtime.http import problems
from handlers.runtime.http.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codegen.contract import Contract

KINDS = {kind.slug: kind for kind in vars(problems).values() if isinstance(kind, ProblemKind)}


def problem_page_faults(folder: Path) -> Iterator[str]:
    """Yield each kind of problem without a page, each page without a kind, and each that is headed otherwise."""
    pages = {page.stem: page for page in sorted(folder.glob("*.md"))}
    for slug, kind in KINDS.items():
        if slug not in pages:
            yield f"docs/problems/{slug}.md is missing: the shop answers this problem, and its `type` leads there"
        elif not pages[slug].read_text(encoding="utf-8").startswith(_head(kind)):
            yield f"docs/problems/{slug}.md must begin with {_head(kind)!r}"
    for slug in pages.keys() - KINDS.keys():
        yield f"docs/problems/{slug}.md is of no kind of problem that the shop answers"


def _head(kind: ProblemKind) -> str:
    return f"# {kind.title}\n\nHTTP status {kind.status}, `type` `/docs/problems/{kind.slug}`.\n"


def problem_page(text: str, slug: str, contract: Contract) -> str:
    """Return a page with what the contract knows of its problem: how it looks, and which operations answer it.

    Parameters
    ----------
    text : str
        What is written of it by hand.
    slug : str
        Which kind it is.
    contract : Contract
        The contract, whose examples are of certain kinds.
    """
    answers = [(operation, example) for operation, kind, example in examples_by_kind(contract) if kind == slug]
    if not answers:
        return text
    example = json.dumps(answers[0][1], ensure_ascii=False, indent=2)
    links = ", ".join(f"[{operation}](../reference/{operation}.md)" for operation in dict(answers))
    looks = f"## What it looks like\n\n```json\n{example}\n```\n"
    # Who searches for an operation means its own page.
    return f"{text}\n{looks}\n## Who answers it {{ data-search-exclude }}\n\n{links}\n"


def examples_by_kind(contract: Contract) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each example of a problem, with the operationId of the operation and the kind."""
    for item in contract.document["paths"].values():
        for operation in item.values():
            for answer in map(contract.resolve, operation["responses"].values()):
                for example in examples_of(answer.get("content", {}).get(problems.MEDIA_TYPE, {})):
                    yield operation["operationId"], kind_of(example), example


def kind_of(example: dict[str, Any]) -> str:
    """Return which kind an example of a problem is of."""
    return str(example["type"]).rpartition("/")[2]


def table_of_kinds() -> str:
    """Return every kind of problem as a table, by status."""
    rows = [
        f"| {kind.status} | [`{kind.slug}`](../problems/{kind.slug}.md) | {kind.title} |"
        for kind in sorted(KINDS.values(), key=lambda kind: (kind.status, kind.slug))
    ]
    return "\n".join(["| status | last part of `type` | title |", "| --- | --- | --- |", *rows])
