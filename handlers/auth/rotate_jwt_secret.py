"""Rotation of the signing keys of access tokens. Secrets Manager invokes this function for each of the four steps.

``handlers/domain/key_rotation.py`` determines when a key signs and how long it is valid, so that no user is logged out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.adapters.secret_rotation import secret_rotations
from handlers.adapters.signing_keys import read_keys, write_keys
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import Misconfigured
from handlers.domain.key_rotation import UnusableKeys, check_rotation, rotate_keys
from handlers.runtime import observability, settings
from handlers.runtime.invocation import event_function

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.adapters.secret_rotation import Rotation
    from handlers.domain.signing_keys import SigningKeys


@event_function("rotate_jwt_secret")
def handler(event: Mapping[str, Any]) -> None:
    """Execute one step of a rotation; idempotent."""
    rotation = secret_rotations.find(event["SecretId"], event["ClientRequestToken"])
    if rotation.is_finished:
        return
    match event["Step"]:
        case "createSecret":
            _create(rotation)
        case "setSecret":
            pass  # no other service stores the keys
        case "testSecret":
            _test(rotation)
        case "finishSecret":
            _finish(rotation)
        case _:
            raise ValueError("unknown rotation step")


def _create(rotation: Rotation) -> None:
    lifetime = settings.JWT_EXPIRY.value()
    if rotation.pending_text() is not None:
        return
    in_use, moment = _in_use(rotation), epoch_seconds(now())
    keys = rotate_keys(in_use, moment, token_lifetime=lifetime)
    if rotation.put_pending(write_keys(keys)):
        new = keys.newest
        retired = [key.kid for key in in_use.keys if not keys.contains(key.kid)] if in_use else []
        observability.log(
            "JWT_KEY_CREATED", "Signing key created", kid=new.kid, signsFrom=new.signs_from, retired=retired
        )


def _test(rotation: Rotation) -> SigningKeys:
    """Return the pending keys; if they are unusable, discard them, so that another rotation can begin."""
    lifetime, moment = settings.JWT_EXPIRY.value(), epoch_seconds(now())
    in_use, text = _in_use(rotation), rotation.pending_text()
    try:
        keys = _pending(text)
        check_rotation(keys, in_use, moment, token_lifetime=lifetime)
    except UnusableKeys:
        rotation.discard_pending()
        raise
    return keys


def _finish(rotation: Rotation) -> None:
    # Test again: time has passed since testSecret, and the current version may have changed.
    keys = _test(rotation)
    rotation.promote_pending()
    observability.log("JWT_KEYS_ROTATED", "Signing keys rotated", kids=[key.kid for key in keys.keys])


def _in_use(rotation: Rotation) -> SigningKeys | None:
    if rotation.current is None:
        return None
    try:
        return read_keys(rotation.current_text())
    except ValueError:
        raise Misconfigured(f"The secret {rotation.secret_id} is malformed.") from None


def _pending(text: str | None) -> SigningKeys:
    try:
        return read_keys(text)
    except ValueError:
        raise UnusableKeys("The pending version contains no signing keys.") from None
