"""Render all pages of the site as Markdown: the written ones and those generated from the contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from codegen.site.paths import CHANGELOG, CLIENTS, CONFIG, DOCS, PLANS
from codegen.site.problem_pages import KINDS, problem_table, render_problem_page
from codegen.site.reference import operation_node, render_operation_page, render_overview
from codegen.site.schemas import render_schemas_page, table_row

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.contract import Contract

_PROBLEM_TABLE = "<!-- table: problems -->"
_PLANS_TABLE = "<!-- table: plans -->"
_TRY = "---\ntemplate: try.html\nhide: [navigation, toc, footer]\n---\n\n# Try it\n"


def render_pages(contract: Contract) -> dict[str, str]:
    """Return the Markdown of every page by its path."""
    generated = {"reference.md": render_overview(contract), "schemas.md": render_schemas_page(contract), "try.md": _TRY}
    for operation in contract.operations:
        generated[f"reference/{operation.operation_id}.md"] = render_operation_page(contract, operation)
    for page in sorted((DOCS / "problems").glob("*.md")):
        generated[f"problems/{page.name}"] = render_problem_page(page.read_text(encoding="utf-8"), page.stem, contract)
    generated |= {name: path.read_text(encoding="utf-8") for name, path in _repository_pages().items()}
    return _written_pages() | generated


def _repository_pages() -> dict[str, Path]:
    """Return the pages that are files of the repository; a file may be missing."""
    files = {"changelog.md": CHANGELOG} | {f"clients/{name.lower()}.md": path for name, path in CLIENTS.items()}
    return {name: path for name, path in files.items() if path.is_file()}


def _written_pages() -> dict[str, str]:
    texts = {
        page.relative_to(DOCS).as_posix(): page.read_text(encoding="utf-8")
        for page in (DOCS / "index.md", *sorted((DOCS / "guides").glob("*.md")))
    }
    return {name: _with_tables(text) for name, text in texts.items()}


def _with_tables(text: str) -> str:
    return text.replace(_PROBLEM_TABLE, problem_table()).replace(_PLANS_TABLE, _plans_table())


def _plans_table() -> str:
    plans = json.loads(PLANS.read_text(encoding="utf-8"))
    rows = [
        table_row(
            name,
            f"{plan['throttle']['rateLimit']:,}",
            f"{plan['throttle']['burstLimit']:,}",
            f"{plan['quota']['limit']:,}",
        )
        for name, plan in plans.items()
    ]
    return "\n".join(
        [table_row("plan", "requests per second", "burst", "requests per month"), "| --- | --- | --- | --- |", *rows]
    )


def render_configuration(contract: Contract) -> str:
    """Return Zensical's configuration, with the generated pages in the navigation."""
    config: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    config["copyright"] = f"E-Commerce API {contract.version}, MIT licence"
    by_status = sorted(KINDS.values(), key=lambda kind: (kind.status, kind.slug))
    errors = ["guides/errors.md", *({f"{kind.status} {kind.title}": f"problems/{kind.slug}.md"} for kind in by_status)]
    config["nav"] += [{"Errors": errors}, {"Reference": _reference(contract)}, {"Try it": "try.md"}]
    existing = _repository_pages()
    clients = [{name: page} for name in CLIENTS if (page := f"clients/{name.lower()}.md") in existing]
    config["nav"] += [{"Clients": clients}] if clients else []
    config["nav"] += [{"Changelog": "changelog.md"}] if "changelog.md" in existing else []
    return yaml.safe_dump(config, sort_keys=False)


def _reference(contract: Contract) -> list[Any]:
    by_tag: dict[str, list[Any]] = {tag["name"]: [] for tag in contract.document["tags"]}
    for each in contract.operations:
        by_tag[each.tag].append({operation_node(contract, each)["summary"]: f"reference/{each.operation_id}.md"})
    groups = [{tag.capitalize(): listed} for tag, listed in by_tag.items()]
    return [{"Overview": "reference.md"}, *groups, {"Schemas": "schemas.md"}]
