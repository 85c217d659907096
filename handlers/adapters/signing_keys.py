"""The signing keys of access tokens and the encryption keys, each set in a secret.

The port is `KeyRing` in ``handlers/domain/access_tokens.py``.

A secret is JSON: ``{"keys": [{"kid", "key": "<base64url of at least 32 bytes>", "signsFrom", "goodUntil"}]}``. Times
are seconds since 1970; ``goodUntil`` is null for the newest key.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from handlers.adapters.secrets import CachedSecret
from handlers.domain.signing_keys import CACHE_SECONDS, ScheduledKey, SigningKeys
from handlers.runtime import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.access_tokens import SigningKey


class SecretKeyRing:
    """A `KeyRing` that reads its keys from a secret, and caches them.

    Parameters
    ----------
    name : Callable
        Returns the secret's name.
    """

    def __init__(self, name: Callable[[], str] = settings.JWT_SECRET_NAME.value) -> None:
        self._secret = CachedSecret(name, read_keys, ttl_seconds=CACHE_SECONDS)

    def current(self) -> SigningKey:
        """Return the key that signs new tokens, or encrypts.

        Raises
        ------
        Unavailable, Misconfigured
            If the secret can't be read or is malformed, and no keys are cached.
        """
        return self._secret.value().current()

    def find(self, kid: str) -> SigningKey | None:
        """Return the key with this ``kid``, or None; an unknown ``kid`` refreshes the cache.

        Raises
        ------
        Unavailable, Misconfigured
            If the secret can't be read or is malformed, and no keys are cached.
        """
        keys = self._secret.value()
        if not keys.contains(kid):
            keys = self._secret.refresh()
        return keys.find(kid)


def read_keys(text: str | None) -> SigningKeys:
    """Return the keys in the text of a secret.

    Raises
    ------
    ValueError
        If the text is None or malformed.
    """
    try:
        return SigningKeys([_read_key(each) for each in json.loads(text or "")["keys"]])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("malformed signing keys") from error


def write_keys(keys: SigningKeys) -> str:
    """Return the text of a secret with these keys."""
    return json.dumps({"keys": [_write_key(key) for key in keys.keys]})


def _read_key(fields: dict[str, Any]) -> ScheduledKey:
    kid, signs_from, good_until = fields["kid"], fields["signsFrom"], fields["goodUntil"]
    if not (isinstance(kid, str) and type(signs_from) is int and type(good_until) in {int, type(None)}):
        raise ValueError("malformed signing key")
    key = base64.b64decode(fields["key"], altchars=b"-_", validate=True)
    return ScheduledKey(kid, key, signs_from=signs_from, good_until=good_until)


def _write_key(key: ScheduledKey) -> dict[str, object]:
    return {
        "kid": key.kid,
        "key": base64.urlsafe_b64encode(key.key).decode(),
        "signsFrom": key.signs_from,
        "goodUntil": key.good_until,
    }


key_ring = SecretKeyRing()
encryption_ring = SecretKeyRing(settings.ENCRYPTION_SECRET_NAME.value)
