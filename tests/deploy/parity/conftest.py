from __future__ import annotations

from tests.deploy.aws.conftest import deployable, hand_made
from tests.integration.conftest import shop

__all__ = ["deployable", "hand_made", "shop"]
