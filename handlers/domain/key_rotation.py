"""Rotation of keys: of access tokens, without logging any user out, and of stored secrets, which stay readable."""

from __future__ import annotations

import secrets
from dataclasses import replace

import jwt

from handlers.domain.access_tokens import issue_access_token, verify_access_token
from handlers.domain.errors import Misconfigured, Unauthenticated
from handlers.domain.ids import new_id
from handlers.domain.signing_keys import CACHE_SECONDS, MIN_KEY_BYTES, ScheduledKey, SigningKeys
from handlers.domain.users import new_user

# Half for the duration of the rotation, half for the caches: every process has loaded a key before it signs.
_LEAD_SECONDS = 2 * CACHE_SECONDS
# Processes that failed to reload the keys, or whose clock is slow, sign with the previous key a little longer.
_MARGIN_SECONDS = 600
_PROBE_SECONDS = 60
# The lifetime of what an encryption key has encrypted: 100 years, so that no rotation removes the key.
KEPT_SECONDS = 100 * 365 * 24 * 3600


class UnusableKeys(Misconfigured):
    """The new keys can't replace those in use; the message gives the reason and contains no key."""


def rotate_keys(keys: SigningKeys | None, moment: int, *, token_lifetime: int) -> SigningKeys:
    """Return the keys in use plus a new one, without the retired ones.

    Parameters
    ----------
    keys : SigningKeys or None
        The keys in use; None for the first rotation, whose key signs at once.
    moment : int
        The current time in seconds since 1970. The new key signs once every process has loaded it.
    token_lifetime : int
        Seconds that a token is valid: a key is kept that long after it stops signing.
    """
    kept = keys.valid_at(moment) if keys else []
    signs_from = max(moment + _LEAD_SECONDS, *(key.signs_from + 1 for key in kept)) if kept else moment
    end = signs_from + token_lifetime + _MARGIN_SECONDS
    ending = [replace(key, good_until=end) if key.good_until is None else key for key in kept]
    return SigningKeys([*ending, _new_key(signs_from)])


def check_rotation(keys: SigningKeys, in_use: SigningKeys | None, moment: int, *, token_lifetime: int) -> None:
    """Check that new keys can replace those in use without logging any user out.

    Parameters
    ----------
    in_use : SigningKeys or None
        The keys in use; None if there are none yet.
    moment : int
        The current time in seconds since 1970.
    token_lifetime : int
        Seconds that a token is valid.

    Raises
    ------
    UnusableKeys
        If the new keys don't work, contain no new key, or lack a key that valid tokens need.
    """
    _check_round_trip(keys, moment)
    if in_use is None:
        return
    new = keys.newest
    if in_use.contains(new.kid):
        raise UnusableKeys("The pending version contains no new key.")
    if new.signs_from < moment + CACHE_SECONDS:
        raise UnusableKeys("The new key would sign before every process has loaded it.")
    if not all(_is_kept(key, keys, new.signs_from + token_lifetime) for key in in_use.valid_at(moment)):
        raise UnusableKeys("A key of valid tokens is missing from the pending version, or expires before they do.")


def _check_round_trip(keys: SigningKeys, moment: int) -> None:
    probe = new_user(email="probe@example.com", password_hash="", first_name="", last_name="")
    try:
        for key in keys.valid_at(moment):
            verify_access_token(issue_access_token(probe, new_id(), key, lifetime=_PROBE_SECONDS), keys)
    except (jwt.PyJWTError, Unauthenticated) as error:
        raise UnusableKeys("A token signed with one of the pending keys can't be verified.") from error


def _is_kept(key: ScheduledKey, keys: SigningKeys, needed_until: int) -> bool:
    end = key.good_until or needed_until
    kept = [each for each in keys.keys if replace(each, good_until=key.good_until) == key]
    return any(each.is_valid_at(end - 1) for each in kept)


def _new_key(signs_from: int) -> ScheduledKey:
    kid, key = secrets.token_hex(8), secrets.token_bytes(MIN_KEY_BYTES)
    return ScheduledKey(kid, key, signs_from=signs_from, good_until=None)
