"""The local gateway and the embedded API Gateway respond alike, but for differences that AWS documents."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from local.config import ROOT
from local.sample_shop import ADMIN, KEYS
from tests.deploy.aws.by_hand import KEY, register, settings_of
from tests.deploy.parity.comparison import Target, compare

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deploy.aws.running import DeployableAws
    from tests.harness import RunningShop


def test_deployed_shop_responds_like_the_local_one(
    shop: RunningShop, deployable: DeployableAws, servers: tuple[str, str], tmp_path: Path
) -> None:
    register(servers[0], ADMIN)
    # In a process of its own: the store keeps its clients.
    command = [sys.executable, "-c", f"from ops.admin import change_role; change_role({ADMIN.email!r}, 'admin')"]
    subprocess.run(command, cwd=ROOT, env=os.environ | settings_of(deployable, tmp_path), check=True)

    found = compare(Target(shop.storefront, shop.partner, KEYS["premium"]), Target(*servers, KEY))

    assert not found, "\n".join(found)
