"""The commands of ``bin/shop``, run in this process."""

from __future__ import annotations

import pytest

from ops.__main__ import shop


def run_shop(*words: str) -> int:
    """Run a command and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        shop.main(list(words), prog_name="bin/shop")
    return int(ended.value.code or 0)
