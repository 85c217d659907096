from __future__ import annotations

from tests.deploy.aws.conftest import deployable, hand_made, servers
from tests.integration.conftest import shop

__all__ = ["deployable", "hand_made", "servers", "shop"]
