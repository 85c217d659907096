"""The parity requests of ``requests.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("requests.yaml")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reason for a difference, and the parts of the responses that it allows to differ."""

    differs: Sequence[str]
    why: str
    page: str
    emulated: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A named request; ``as`` and ``json`` of the file are `token` and `body`."""

    name: str
    method: str
    target: str
    server: str = "storefront"
    token: str | None = None
    key: str = "good"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    text: str | None = None
    keep: Mapping[str, str] = field(default_factory=dict)
    explained: Sequence[str] = ()


def read(path: Path = FILE) -> tuple[list[Case], dict[str, Explanation]]:
    """Return all requests in order, and the explanations by name."""
    written = yaml.safe_load(path.read_text())
    explanations = {name: Explanation(**entry) for name, entry in written["explanations"].items()}
    return [_case(entry) for entry in written["requests"]], explanations


def _case(entry: Mapping[str, Any]) -> Case:
    rest = dict(entry)
    method, _, target = rest.pop("call").partition(" ")
    renamed = {"token": rest.pop("as", None), "body": rest.pop("json", None)}
    return Case(method=method, target=target, **renamed, **rest)
