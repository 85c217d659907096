"""Generate the table of the functions' AWS actions, which they read when they are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HEAD = '''\
# Written by codegen from terraform/functions.json and queries.json: change those, then `make generate`.
"""The AWS actions of each function, and an index of each function that queries indexes but not the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

'''


def actions_source(actions: Mapping[str, Iterable[str]], queries: Mapping[str, list[str]]) -> str:
    """Return the source of ``generated/actions.py``, unformatted.

    Parameters
    ----------
    actions : Mapping
        The actions of each function in ``terraform/functions.json``.
    queries : Mapping
        ``terraform/queries.json``.
    """
    tuples = {name: tuple(each) for name, each in actions.items()}
    indexes = {name: queried[0] for name, queried in queries.items() if "table" not in queried}
    return f"{_HEAD}ACTIONS: Mapping[str, tuple[str, ...]] = {tuples!r}\n\nINDEXES: Mapping[str, str] = {indexes!r}\n"
