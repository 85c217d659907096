"""Rotation of the signing keys of access tokens, and of the encryption keys of stored secrets.

Secrets Manager invokes this function for each of the four steps. ``handlers/domain/key_rotation.py`` determines when a
key signs and how long it is valid, so that no user is logged out. An encryption key is used in the same way, and kept:
what it has encrypted needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.adapters.secret_rotation import secret_rotations
from handlers.adapters.signing_keys import read_keys, write_keys
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import Misconfigured
from handlers.domain.key_rotation import KEPT_SECONDS, UnusableKeys, check_rotation, rotate_keys
from handlers.runtime import observability, settings
from handlers.runtime.invocation import event_function

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.adapters.secret_rotation import Rotation
    from handlers.domain.signing_keys import SigningKeys

# The events of a rotation, by whether the keys encrypt.
_CREATED = {False: "JWT_KEY_CREATED", True: "ENCRYPTION_KEY_CREATED"}
_ROTATED = {False: "JWT_KEYS_ROTATED", True: "ENCRYPTION_KEYS_ROTATED"}


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
    lifetime = _lifetime(rotation)
    if rotation.pending_text() is not None:
        return
    in_use, moment = _in_use(rotation), epoch_seconds(now())
    keys = rotate_keys(in_use, moment, token_lifetime=lifetime)
    if rotation.put_pending(write_keys(keys)):
        new = keys.newest
        retired = [key.kid for key in in_use.keys if not keys.contains(key.kid)] if in_use else []
        observability.log(
            _CREATED[_encrypts(rotation)], "Key created", kid=new.kid, signsFrom=new.signs_from, retired=retired
        )


def _test(rotation: Rotation) -> SigningKeys:
    """Return the pending keys; if they are unusable, discard them, so that another rotation can begin."""
    lifetime, moment = _lifetime(rotation), epoch_seconds(now())
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
    observability.log(_ROTATED[_encrypts(rotation)], "Keys rotated", kids=[key.kid for key in keys.keys])


def _encrypts(rotation: Rotation) -> bool:
    # The event has the secret's ARN, which ends with its name and six random characters.
    return settings.ENCRYPTION_SECRET_NAME.value() in rotation.secret_id


def _lifetime(rotation: Rotation) -> int:
    """Return the seconds for which what a key has signed or encrypted needs it."""
    return KEPT_SECONDS if _encrypts(rotation) else settings.JWT_EXPIRY.value()


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
