"""The page of each problem, to which its ``type`` links."""

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


def find_wrong_problem_pages(folder: Path) -> Iterator[str]:
    """Yield an error for each problem without a page, each page without a problem, and each wrong heading."""
    pages = {page.stem: page for page in sorted(folder.glob("*.md"))}
    for slug, kind in KINDS.items():
        if slug not in pages:
            yield f"docs/problems/{slug}.md is missing. Write it, beginning with {_head(kind)!r}"
        elif not pages[slug].read_text(encoding="utf-8").startswith(_head(kind)):
            yield f"docs/problems/{slug}.md must begin with {_head(kind)!r}"
    for slug in pages.keys() - KINDS.keys():
        yield f"docs/problems/{slug}.md: no such problem in handlers/runtime/http/problems.py. Delete the page"


def _head(kind: ProblemKind) -> str:
    return f"# {kind.title}\n\nHTTP status {kind.status}, `type` `/docs/problems/{kind.slug}`.\n"


def render_problem_page(text: str, slug: str, contract: Contract) -> str:
    """Return the page of a problem with an example and the operations that return it.

    Parameters
    ----------
    text : str
        The written part of the page.
    slug : str
        The last path segment of the problem's ``type``.
    contract : Contract
        The contract, with examples of problems.
    """
    examples = [
        (operation, example)
        for operation, example_slug, example in examples_by_problem(contract)
        if example_slug == slug
    ]
    if not examples:
        return text
    example = json.dumps(examples[0][1], ensure_ascii=False, indent=2)
    links = ", ".join(f"[{operation}](../reference/{operation}.md)" for operation in dict(examples))
    sample = f"## Example\n\n```json\n{example}\n```\n"
    # Excluded from search, so that a search for an operation finds the operation's page.
    return f"{text}\n{sample}\n## Operations {{ data-search-exclude }}\n\n{links}\n"


def examples_by_problem(contract: Contract) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each example of a problem with its operationId and slug."""
    for item in contract.document["paths"].values():
        for operation in item.values():
            for response in map(contract.resolve, operation["responses"].values()):
                for example in examples_of(response.get("content", {}).get(problems.MEDIA_TYPE, {})):
                    yield operation["operationId"], problem_slug(example), example


def problem_slug(example: dict[str, Any]) -> str:
    """Return the slug of an example's problem."""
    return str(example["type"]).rpartition("/")[2]


def problem_table() -> str:
    """Return a table of all problems, by status."""
    rows = [
        f"| {kind.status} | [`{kind.slug}`](../problems/{kind.slug}.md) | {kind.title} |"
        for kind in sorted(KINDS.values(), key=lambda kind: (kind.status, kind.slug))
    ]
    return "\n".join(["| status | last segment of `type` | title |", "| --- | --- | --- |", *rows])
