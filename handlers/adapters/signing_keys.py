"""The keys that access tokens are signed with, out of Secrets Manager.

The secret is JSON: ``{"current": "<kid>", "keys": {"<kid>": "<base64url of at least 32 bytes>"}}``.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field

from handlers.domain.access_tokens import SigningKey
from handlers.domain.errors import Misconfigured
from handlers.runtime import clients, observability, settings

_KEPT_SECONDS = 300.0
# A token with a `kid` that we don't know may be signed by a key that is newer than our copy, or be an attack:
# look again, but not for each one.
_LOOK_AGAIN_SECONDS = 10.0
_MIN_BYTES = 32


@dataclass(slots=True)
class SecretKeyRing:
    """A `KeyRing` that reads the secret once in some minutes a process."""

    _current: str = ""
    _keys: dict[str, SigningKey] = field(default_factory=dict)
    _tried_at: float = float("-inf")

    def current(self) -> SigningKey:
        """Return the key to sign with.

        Raises
        ------
        Misconfigured
            If the setting is missing or the secret malformed, and no good keys were read before.
        """
        self._read_if_older(_KEPT_SECONDS)
        return self._keys[self._current]

    def find(self, kid: str) -> SigningKey | None:
        """Return the key of this ``kid``, or None.

        Raises
        ------
        Misconfigured
            If the setting is missing or the secret malformed, and no good keys were read before.
        """
        self._read_if_older(_KEPT_SECONDS)
        if kid not in self._keys:
            self._read_if_older(_LOOK_AGAIN_SECONDS)
        return self._keys.get(kid)

    def _read_if_older(self, seconds: float) -> None:
        if time.monotonic() - self._tried_at < seconds:
            return
        try:
            self._read()
        except Exception as error:
            # Keys that were good until now are better than none: nobody is logged out by a fault of ours.
            if not self._keys:
                raise
            observability.log_failure("SIGNING_KEYS_NOT_READ", "The signing keys could not be read again", error)
        self._tried_at = time.monotonic()

    def _read(self) -> None:
        secret = clients.secretsmanager().get_secret_value(SecretId=settings.jwt_secret_name())
        self._current, self._keys = _read_keys(secret["SecretString"])


def _read_keys(text: str) -> tuple[str, dict[str, SigningKey]]:
    try:
        secret = json.loads(text)
        keys = {kid: SigningKey(kid, base64.urlsafe_b64decode(key)) for kid, key in secret["keys"].items()}
        current = str(secret["current"])
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Misconfigured(f"The secret {settings.jwt_secret_name()} is not of the shape that it should be.") from None
    if current not in keys or any(len(key.key) < _MIN_BYTES for key in keys.values()):
        raise Misconfigured(f"The secret {settings.jwt_secret_name()} lacks its current key or holds a short one.")
    return current, keys


key_ring = SecretKeyRing()
