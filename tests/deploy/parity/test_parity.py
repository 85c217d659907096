"""The local gateway and the embedded API Gateway respond alike, but for differences that AWS documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.sample_shop import ADMIN, KEYS
from tests.deploy.aws.by_hand import KEY, STAGE, make_admin
from tests.deploy.aws.running import front_door
from tests.deploy.parity.run import complaints
from tests.deploy.parity.target import Target

if TYPE_CHECKING:
    from tests.deploy.aws.by_hand import ManualShop
    from tests.deploy.aws.running import DeployableAws
    from tests.harness import RunningShop


def test_deployed_shop_responds_like_the_local_one(
    shop: RunningShop, deployable: DeployableAws, hand_made: ManualShop
) -> None:
    credentials = (ADMIN.email, ADMIN.password)
    here = Target(shop.storefront, shop.partner, KEYS["premium"], credentials)
    with (
        front_door(deployable, hand_made.storefront) as storefront,
        front_door(deployable, hand_made.partner) as partner,
    ):
        make_admin(deployable, f"{storefront}/{STAGE}", *credentials)
        there = Target(f"{storefront}/{STAGE}", f"{partner}/{STAGE}", KEY, credentials)

        found = "\n".join(complaints(here, there))
    assert not found, found
