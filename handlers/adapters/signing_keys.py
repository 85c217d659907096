"""The keys that access tokens are signed with, as they stand in Secrets Manager.

The secret is JSON: ``{"keys": [{"kid", "key": "<base64url of at least 32 bytes>", "signsFrom", "goodUntil"}]}``, its
times in seconds since 1970, and ``goodUntil`` null where no younger key is made.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from handlers.adapters.secrets import CachedSecret
from handlers.domain.signing_keys import CACHE_SECONDS, DatedKey, SigningKeys
from handlers.runtime import settings

if TYPE_CHECKING:
    from handlers.domain.access_tokens import SigningKey


class SecretKeyRing:
    """A `KeyRing` that knows what the secret says, some minutes late at most."""

    def __init__(self) -> None:
        self._secret = CachedSecret(settings.JWT_SECRET_NAME.value, read_keys, kept_seconds=CACHE_SECONDS)

    def current(self) -> SigningKey:
        """Return the key to sign with.

        Raises
        ------
        Unavailable, Misconfigured
            If the secret can't be read, or is no good, and no good keys were read before.
        """
        return self._secret.value().current()

    def find(self, kid: str) -> SigningKey | None:
        """Return the key of this ``kid``, or None.

        Raises
        ------
        Unavailable, Misconfigured
            If the secret can't be read, or is no good, and no good keys were read before.
        """
        keys = self._secret.value()
        if not keys.knows(kid):
            keys = self._secret.refresh()
        return keys.find(kid)


def read_keys(text: str | None) -> SigningKeys:
    """Return the keys that a secret holds.

    Raises
    ------
    ValueError
        If it isn't there or isn't of the shape that it should be.
    """
    try:
        return SigningKeys([_read_key(each) for each in json.loads(text or "")["keys"]])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no signing keys") from error


def write_keys(keys: SigningKeys) -> str:
    """Return the text of a secret that holds these keys."""
    return json.dumps({"keys": [_write_key(key) for key in keys.keys]})


def _read_key(said: dict[str, Any]) -> DatedKey:
    kid, signs_from, good_until = said["kid"], said["signsFrom"], said["goodUntil"]
    if not (isinstance(kid, str) and type(signs_from) is int and type(good_until) in {int, type(None)}):
        raise ValueError("a signing key of another shape")
    key = base64.b64decode(said["key"], altchars=b"-_", validate=True)
    return DatedKey(kid, key, signs_from=signs_from, good_until=good_until)


def _write_key(key: DatedKey) -> dict[str, object]:
    return {
        "kid": key.kid,
        "key": base64.urlsafe_b64encode(key.key).decode(),
        "signsFrom": key.signs_from,
        "goodUntil": key.good_until,
    }


key_ring = SecretKeyRing()
