"""Values that Schemathesis can't generate from the contract's patterns and bounds."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies as st

from local.config import ROOT

if TYPE_CHECKING:
    from schemathesis import HookContext

_COMMON_PASSWORDS = frozenset((ROOT / "handlers" / "domain" / "common_passwords.txt").read_text().split())
_TAG_CHARACTERS = "!" + "".join(chr(code) for code in range(ord("#"), ord("~") + 1))


def register() -> None:
    """Register strategies for valid new passwords and for entity tags."""
    schemathesis.openapi.format("password", new_passwords())
    schemathesis.openapi.format("entity-tags", entity_tags())


def new_passwords() -> st.SearchStrategy[str]:
    """Draw a password as NewPassword's description requires: at most 72 bytes, none of the most common."""
    at_the_bounds = st.sampled_from([7, 8, 9, 71, 72, 73]).flatmap(_ascii_of_length)
    any_text = st.text(st.characters(codec="utf-8"), min_size=8, max_size=72 // 4)
    return st.one_of(at_the_bounds, any_text).filter(lambda password: not _is_common(password))


def _is_common(password: str) -> bool:
    folded = unicodedata.normalize("NFKC", password).lower().strip()
    return folded == "" or folded in _COMMON_PASSWORDS


def _ascii_of_length(length: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="ascii"), min_size=length, max_size=length)


def entity_tags() -> st.SearchStrategy[str]:
    """Draw a value of EntityTags's pattern."""
    opaque = st.text(_TAG_CHARACTERS, max_size=64)
    tag = st.builds('{}"{}"'.format, st.sampled_from(["", "W/"]), opaque)
    return st.just("*") | st.lists(tag, min_size=1, max_size=3).map(", ".join)


@schemathesis.hook
def before_load_schema(_context: HookContext, raw_schema: dict[str, Any]) -> None:
    """Set the format of entity tags: without one, header values contain only letters and digits."""
    raw_schema["components"]["schemas"]["EntityTags"]["format"] = "entity-tags"
