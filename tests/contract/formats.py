"""Values that the contract's patterns and bounds can't bring Schemathesis to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies as st

from local.place import ROOT

if TYPE_CHECKING:
    from schemathesis import HookContext

_COMMON_PASSWORDS = frozenset((ROOT / "handlers" / "domain" / "common_passwords.txt").read_text().split())
_TAG_CHARACTERS = "!" + "".join(chr(code) for code in range(ord("#"), ord("~") + 1))


def register() -> None:
    """Tell Schemathesis how to draw passwords that may be set, and entity tags."""
    schemathesis.openapi.format("password", new_passwords())
    schemathesis.openapi.format("entity-tags", entity_tags())


def new_passwords() -> st.SearchStrategy[str]:
    """Draw what NewPassword says in words: at most 72 bytes, and none of the commonest."""
    ascii_text = st.text(st.characters(codec="ascii"), min_size=8, max_size=72)
    any_text = st.text(st.characters(codec="utf-8"), min_size=8, max_size=72 // 4)
    return st.one_of(ascii_text, any_text).filter(lambda password: password.lower() not in _COMMON_PASSWORDS)


def entity_tags() -> st.SearchStrategy[str]:
    """Draw what EntityTags says in its pattern."""
    opaque = st.text(_TAG_CHARACTERS, max_size=64)
    tag = st.builds('{}"{}"'.format, st.sampled_from(["", "W/"]), opaque)
    return st.just("*") | st.lists(tag, min_size=1, max_size=3).map(", ".join)


@schemathesis.hook
def before_load_schema(_context: HookContext, raw_schema: dict[str, Any]) -> None:
    """Name the format of entity tags: without one, a header's values are drawn of letters and digits only."""
    raw_schema["components"]["schemas"]["EntityTags"]["format"] = "entity-tags"
