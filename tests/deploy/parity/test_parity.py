"""The local gateway and the embedded API Gateway respond alike, but for differences that AWS documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.sample_shop import KEYS
from tests.deploy.aws.by_hand import KEY, make_admin
from tests.deploy.parity.comparison import compare
from tests.deploy.parity.requests import Target

if TYPE_CHECKING:
    from tests.deploy.aws.running import DeployableAws
    from tests.harness import RunningShop


def test_deployed_shop_responds_like_the_local_one(
    shop: RunningShop, deployable: DeployableAws, servers: tuple[str, str]
) -> None:
    make_admin(deployable, servers[0])

    found = compare(Target(shop.storefront, shop.partner, KEYS["premium"]), Target(*servers, KEY))

    assert not found, "\n".join(found)
