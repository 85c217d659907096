"""All pages of the site as Markdown: those written by hand, and those that follow from the contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from codegen.site.place import CHANGELOG, CLIENTS, CONFIG, DOCS, PLANS
from codegen.site.problem_pages import KINDS, problem_page, table_of_kinds
from codegen.site.reference import described, operation_page, overview
from codegen.site.shapes import row, shapes_page

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.contract import Contract

_TABLE_OF_KINDS = "<!-- The table of all kinds of problems is put here. -->"
_TABLE_OF_PLANS = "<!-- The table of plans is put here. -->"
_TRY = "---\ntemplate: try.html\nhide: [navigation, toc, footer]\n---\n\n# Try it\n"


def pages(contract: Contract) -> dict[str, str]:
    """Return every page's Markdown by its path."""
    made = {"reference.md": overview(contract), "shapes.md": shapes_page(contract), "try.md": _TRY}
    for operation in contract.operations:
        made[f"reference/{operation.operation_id}.md"] = operation_page(contract, operation)
    for page in sorted((DOCS / "problems").glob("*.md")):
        made[f"problems/{page.name}"] = problem_page(page.read_text(encoding="utf-8"), page.stem, contract)
    made |= {name: path.read_text(encoding="utf-8") for name, path in _of_the_repository().items()}
    return _written_by_hand() | made


def _of_the_repository() -> dict[str, Path]:
    """Return the pages that are files of the repository, where there are such files."""
    files = {"changelog.md": CHANGELOG} | {f"clients/{name.lower()}.md": path for name, path in CLIENTS.items()}
    return {name: path for name, path in files.items() if path.is_file()}


def _written_by_hand() -> dict[str, str]:
    texts = {
        page.relative_to(DOCS).as_posix(): page.read_text(encoding="utf-8")
        for page in (DOCS / "index.md", *sorted((DOCS / "guides").glob("*.md")))
    }
    return {name: _with_tables(text) for name, text in texts.items()}


def _with_tables(text: str) -> str:
    return text.replace(_TABLE_OF_KINDS, table_of_kinds()).replace(_TABLE_OF_PLANS, _table_of_plans())


def _table_of_plans() -> str:
    plans = json.loads(PLANS.read_text(encoding="utf-8"))
    rows = [
        row(
            name,
            f"{plan['throttle']['rateLimit']:,}",
            f"{plan['throttle']['burstLimit']:,}",
            f"{plan['quota']['limit']:,}",
        )
        for name, plan in plans.items()
    ]
    return "\n".join([row("plan", "requests a second", "at once", "a month"), "| --- | --- | --- | --- |", *rows])


def configuration(contract: Contract) -> str:
    """Return what Zensical is told: how the site looks, and where each page stands in it."""
    config: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    config["copyright"] = f"E-Commerce API {contract.version}, MIT licence"
    by_status = sorted(KINDS.values(), key=lambda kind: (kind.status, kind.slug))
    errors = ["guides/errors.md", *({f"{kind.status} {kind.title}": f"problems/{kind.slug}.md"} for kind in by_status)]
    config["nav"] += [{"Errors": errors}, {"Reference": _reference(contract)}, {"Try it": "try.md"}]
    there = _of_the_repository()
    clients = [{name: page} for name in CLIENTS if (page := f"clients/{name.lower()}.md") in there]
    config["nav"] += [{"Clients": clients}] if clients else []
    config["nav"] += [{"Changelog": "changelog.md"}] if "changelog.md" in there else []
    return yaml.safe_dump(config, sort_keys=False)


def _reference(contract: Contract) -> list[Any]:
    by_tag: dict[str, list[Any]] = {tag["name"]: [] for tag in contract.document["tags"]}
    for each in contract.operations:
        by_tag[each.tag].append({described(contract, each)["summary"]: f"reference/{each.operation_id}.md"})
    groups = [{tag.capitalize(): listed} for tag, listed in by_tag.items()]
    return [{"Overview": "reference.md"}, *groups, {"Shapes": "shapes.md"}]
