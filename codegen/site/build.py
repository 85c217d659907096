"""Building the site."""

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
from codegen.site.links import link_faults
from codegen.site.pages import configuration, pages
from codegen.site.place import CONTRACT, DOCS, SITE, THEME, digest
from codegen.site.problem_pages import problem_page_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.contract import Contract

_MADE_FROM = ".made-from"
_SWAGGER_UI = ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE")


def built_site(to: Path = SITE) -> Path:
    """Return the folder of the site, which is built if it was made from anything else than what is there now.

    Raises
    ------
    SiteError
        If it can't be built as it is.
    """
    # Looked at first without the lock: where the site was built already, nobody need be able to write beside it.
    if not _is_of_now(to):
        with _alone(to):
            if not _is_of_now(to):
                _build(to)
    return to


def build(to: Path = SITE) -> None:
    """Build the site into a folder, in place of what is in it.

    Raises
    ------
    SiteError
        If it can't be built as it is.
    """
    with _alone(to):
        _build(to)


def _is_of_now(to: Path) -> bool:
    made_from = to / _MADE_FROM
    return made_from.is_file() and made_from.read_text() == digest()


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.with_name(f"{to.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(to: Path) -> None:
    contract = load(CONTRACT)
    _none_of([*example_faults(contract), *problem_page_faults(DOCS / "problems")])
    made_from = digest()
    with tempfile.TemporaryDirectory(dir=to.parent, prefix="docs-") as workshop:
        site = _rendered(contract, Path(workshop))
        _finish(contract, site)
        _none_of(link_faults(site))
        (site / _MADE_FROM).write_text(made_from)
        shutil.rmtree(to, ignore_errors=True)
        site.rename(to)


def _none_of(faults: Iterable[str]) -> None:
    if found := list(faults):
        raise SiteError(found)


def _rendered(contract: Contract, workshop: Path) -> Path:
    for name, text in pages(contract).items():
        page = workshop / "pages" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    shutil.copytree(THEME / "assets", workshop / "pages" / "assets")
    shutil.copytree(THEME / "templates", workshop / "theme")
    (workshop / "mkdocs.yml").write_text(configuration(contract), encoding="utf-8")
    # Links to files that are added afterwards are held against the built site.
    for name in ("openapi.json", "openapi.yaml"):
        (workshop / "pages" / name).touch()
    zensical = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "mkdocs.yml"]
    ended = subprocess.run(
        zensical, cwd=workshop, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"}
    )
    if ended.returncode != 0:
        raise SiteError([f"Zensical: {ended.stdout}{ended.stderr}".rstrip()])
    return workshop / "site"


def _finish(contract: Contract, site: Path) -> None:
    """Put beside the pages what they load or offer: the contract, and Swagger UI with its licence."""
    # They are for a site that knows its own address, which this one doesn't.
    for name in ("404.html", "sitemap.xml"):
        (site / name).unlink()
    shutil.copyfile(CONTRACT, site / "openapi.yaml")
    (site / "openapi.json").write_text(json.dumps(contract.document, ensure_ascii=False), encoding="utf-8")
    (site / "assets" / "swagger-ui").mkdir()
    for name in _SWAGGER_UI:
        shutil.copyfile(_swagger_ui() / name, site / "assets" / "swagger-ui" / name)


def _swagger_ui() -> Path:
    # Found, not imported: its module is a Flask blueprint.
    spec = find_spec("flask_swagger_ui")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("flask_swagger_ui")
    return Path(spec.origin).with_name("dist")
