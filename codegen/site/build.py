"""Build the site."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.contract import load
from codegen.examples import example_faults
from codegen.site.errors import SiteError
from codegen.site.links import find_broken_links
from codegen.site.pages import render_configuration, render_pages
from codegen.site.paths import CONTRACT, DOCS, SITE, THEME, digest
from codegen.site.problem_pages import find_wrong_problem_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.contract import Contract

_DIGEST_FILE = ".digest"
_SWAGGER_UI = ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE")


def ensure_site(to: Path = SITE) -> Path:
    """Return the site's folder, and build the site first if its sources have changed.

    Raises
    ------
    SiteError
        If the sources have errors.
    """
    # Check without the lock first, so that a site that is up to date can be served from a read-only folder.
    if not _is_current(to):
        with _lock(to):
            if not _is_current(to):
                _build_locked(to)
    return to


def build(to: Path = SITE) -> None:
    """Build the site and replace the folder with it.

    Raises
    ------
    SiteError
        If the sources have errors.
    """
    with _lock(to):
        _build_locked(to)


def _is_current(to: Path) -> bool:
    digest_file = to / _DIGEST_FILE
    return digest_file.is_file() and digest_file.read_text() == digest()


@contextmanager
def _lock(to: Path) -> Iterator[None]:
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.with_name(f"{to.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build_locked(to: Path) -> None:
    contract = load(CONTRACT)
    _raise_if_any([*example_faults(contract), *find_wrong_problem_pages(DOCS / "problems")])
    sources_digest = digest()
    with tempfile.TemporaryDirectory(dir=to.parent, prefix="docs-") as folder:
        site = _render(contract, Path(folder))
        _finish(contract, site)
        _raise_if_any(find_broken_links(site))
        (site / _DIGEST_FILE).write_text(sources_digest)
        shutil.rmtree(to, ignore_errors=True)
        site.rename(to)


def _raise_if_any(errors: Iterable[str]) -> None:
    if found := list(errors):
        raise SiteError(found)


def _render(contract: Contract, folder: Path) -> Path:
    for name, text in render_pages(contract).items():
        page = folder / "pages" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    for schema in DOCS.glob("*.schema.json"):
        shutil.copyfile(schema, folder / "pages" / schema.name)
    shutil.copytree(THEME / "assets", folder / "pages" / "assets")
    shutil.copytree(THEME / "templates", folder / "theme")
    (folder / "mkdocs.yml").write_text(render_configuration(contract), encoding="utf-8")
    # Placeholders for files that are added later; find_broken_links checks the links to them.
    for name in ("openapi.json", "openapi.yaml"):
        (folder / "pages" / name).touch()
    zensical = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "mkdocs.yml"]
    result = subprocess.run(
        zensical, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"}
    )
    if result.returncode != 0:
        raise SiteError([f"Zensical: {result.stdout}{result.stderr}".rstrip()])
    return folder / "site"


def _finish(contract: Contract, site: Path) -> None:
    """Add the account pages, the contract, and Swagger UI with its licence to the site."""
    # Both need the site's absolute address, which is unknown here.
    for name in ("404.html", "sitemap.xml"):
        (site / name).unlink()
    shutil.copytree(THEME / "account", site / "account")
    shutil.copyfile(CONTRACT, site / "openapi.yaml")
    (site / "openapi.json").write_text(json.dumps(contract.document, ensure_ascii=False), encoding="utf-8")
    (site / "assets" / "swagger-ui").mkdir()
    for name in _SWAGGER_UI:
        shutil.copyfile(_swagger_ui() / name, site / "assets" / "swagger-ui" / name)


def _swagger_ui() -> Path:
    # Find the package without importing it, because that would import Flask.
    spec = find_spec("flask_swagger_ui")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("flask_swagger_ui")
    return Path(spec.origin).with_name("dist")
