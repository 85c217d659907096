from __future__ import annotations

from tests.integration.conftest import shop

__all__ = ["shop"]
