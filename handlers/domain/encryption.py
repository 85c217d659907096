"""Encryption of stored secrets with AES-256-GCM. A ciphertext is bound to its owner, and can't be moved to another."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handlers.domain.errors import Misconfigured

if TYPE_CHECKING:
    from handlers.domain.access_tokens import KeyRing

# Random nonces of 96 bits are unique enough for four billion secrets per key (NIST SP 800-38D, 8.3).
_NONCE_BYTES = 12


def encrypt(secret: str, keys: KeyRing, *, owner: str) -> str:
    """Return the ciphertext of a secret, with the id of its key.

    Parameters
    ----------
    keys : KeyRing
        The encryption keys; the current one encrypts.
    owner : str
        The id of the secret's owner, without which nobody decrypts it.
    """
    key, nonce = keys.current(), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key.key).encrypt(nonce, secret.encode(), owner.encode())
    return f"{key.kid}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(ciphertext: str, keys: KeyRing, *, owner: str) -> str:
    """Return the secret of a ciphertext.

    Raises
    ------
    Misconfigured
        If its key is missing, or it belongs to another owner or was changed.
    """
    kid, _, text = ciphertext.partition(".")
    key = keys.find(kid)
    if key is None:
        raise Misconfigured(f"The encryption key {kid} is missing.")
    sealed = base64.urlsafe_b64decode(text)
    try:
        return AESGCM(key.key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.encode()).decode()
    except InvalidTag:
        raise Misconfigured(f"A secret of {owner} can't be decrypted with its key {kid}.") from None
