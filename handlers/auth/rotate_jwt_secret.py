"""Rotation of the keys that access tokens are signed with: Secrets Manager calls it for each of its four steps.

Nobody is logged out by it: ``handlers/domain/key_rotation.py`` says when a key signs, and how long it is good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.adapters.secret_rotation import Rotation, find_rotation
from handlers.adapters.signing_keys import read_keys, write_keys
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import Misconfigured
from handlers.domain.key_rotation import UnusableKeys, check_rotation, rotate_keys
from handlers.runtime import observability, settings
from handlers.runtime.event_function import event_function

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.signing_keys import SigningKeys


@event_function("rotate_jwt_secret")
def handler(event: Mapping[str, Any]) -> None:
    """Take one step, however often it is asked for."""
    rotation = find_rotation(event["SecretId"], event["ClientRequestToken"])
    if rotation.is_finished:
        return
    match event["Step"]:
        case "createSecret":
            _create(rotation)
        case "setSecret":
            pass  # nobody is told: whoever signs or verifies reads the secret
        case "testSecret":
            _test(rotation)
        case "finishSecret":
            _finish(rotation)
        case _:
            raise ValueError("a rotation has no such step")


def _create(rotation: Rotation) -> None:
    lifetime = settings.JWT_EXPIRY.value()
    if rotation.pending_text() is not None:
        return
    in_use, moment = _in_use(rotation), epoch_seconds(now())
    keys = rotate_keys(in_use, moment, token_lifetime=lifetime)
    if rotation.propose(write_keys(keys)):
        new = keys.newest
        retired = [key.kid for key in in_use.keys if not keys.knows(key.kid)] if in_use else []
        observability.log("JWT_KEY_MADE", "Signing key made", kid=new.kid, signsFrom=new.signs_from, retired=retired)


def _test(rotation: Rotation) -> SigningKeys:
    """Return the pending keys; if they can't become current, another rotation may begin."""
    lifetime, moment = settings.JWT_EXPIRY.value(), epoch_seconds(now())
    in_use, text = _in_use(rotation), rotation.pending_text()
    try:
        keys = _pending(text)
        check_rotation(keys, in_use, moment, token_lifetime=lifetime)
    except UnusableKeys:
        rotation.give_up()
        raise
    return keys


def _finish(rotation: Rotation) -> None:
    # Once more: time may have passed since, and the current version may be another.
    keys = _test(rotation)
    rotation.finish()
    observability.log("JWT_KEYS_ROTATED", "Signing keys replaced", kids=[key.kid for key in keys.keys])


def _in_use(rotation: Rotation) -> SigningKeys | None:
    if rotation.current is None:
        return None
    try:
        return read_keys(rotation.current_text())
    except ValueError:
        raise Misconfigured(f"The secret {rotation.secret_id} is not of the shape that it should be.") from None


def _pending(text: str | None) -> SigningKeys:
    try:
        return read_keys(text)
    except ValueError:
        raise UnusableKeys("The pending version holds no signing keys.") from None
