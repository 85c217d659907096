"""Rotation of the keys that access tokens are signed with: nobody misses a key, so nobody is logged out."""

from __future__ import annotations

import secrets
from dataclasses import replace

import jwt

from handlers.domain.access_tokens import issue_access_token, verify_access_token
from handlers.domain.errors import Misconfigured, Unauthenticated
from handlers.domain.ids import new_id
from handlers.domain.signing_keys import CACHE_SECONDS, MIN_KEY_BYTES, DatedKey, SigningKeys
from handlers.domain.users import register_user

# Half of it is for the rotation itself: a key is known everywhere before it signs, and no token has to be looked up.
_LEAD_SECONDS = 2 * CACHE_SECONDS
# Those who couldn't look again in time, or whose clock is late, sign with the older key for a little longer.
_MARGIN_SECONDS = 600
_PROBE_SECONDS = 60


class UnusableKeys(Misconfigured):
    """These keys can't take the place of those that are in use; the message says why, without a key."""


def rotate_keys(keys: SigningKeys | None, moment: int, *, token_lifetime: int) -> SigningKeys:
    """Return the keys with a new one, which signs as soon as everybody knows it, and without those that are retired.

    Parameters
    ----------
    keys : SigningKeys or None
        Those in use; None if this is the first, which signs at once.
    token_lifetime : int
        For how many seconds a token is good: so long the key that signs now is needed once it doesn't any more.
    """
    kept = keys.good(moment) if keys else []
    signs_from = max(moment + _LEAD_SECONDS, *(key.signs_from + 1 for key in kept)) if kept else moment
    end = signs_from + token_lifetime + _MARGIN_SECONDS
    ending = [replace(key, good_until=end) if key.good_until is None else key for key in kept]
    return SigningKeys([*ending, _new_key(signs_from)])


def check_rotation(keys: SigningKeys, in_use: SigningKeys | None, moment: int, *, token_lifetime: int) -> None:
    """Look that keys can take the place of those in use, and nobody is logged out.

    Parameters
    ----------
    in_use : SigningKeys or None
        None if there are none yet.

    Raises
    ------
    UnusableKeys
        If they can't.
    """
    _check_that_they_work(keys, moment)
    if in_use is None:
        return
    new = keys.newest
    if in_use.knows(new.kid):
        raise UnusableKeys("The pending keys hold no new one.")
    if new.signs_from < moment + CACHE_SECONDS:
        raise UnusableKeys("The new key would sign before everybody knows it.")
    if not all(_is_kept(key, keys, new.signs_from + token_lifetime) for key in in_use.good(moment)):
        raise UnusableKeys("A key whose tokens are good is not among the pending keys, or ends before they do.")


def _check_that_they_work(keys: SigningKeys, moment: int) -> None:
    nobody = register_user(email="nobody@example.com", password_hash="", first_name="", last_name="")
    try:
        for key in keys.good(moment):
            verify_access_token(issue_access_token(nobody, new_id(), key, lifetime=_PROBE_SECONDS), keys)
    except (jwt.PyJWTError, Unauthenticated) as error:
        raise UnusableKeys("A token that is signed with one of the pending keys can't be read.") from error


def _is_kept(key: DatedKey, keys: SigningKeys, needed_until: int) -> bool:
    end = key.good_until or needed_until
    kept = [each for each in keys.keys if replace(each, good_until=key.good_until) == key]
    return any(each.is_good(end - 1) for each in kept)


def _new_key(signs_from: int) -> DatedKey:
    kid, key = secrets.token_hex(8), secrets.token_bytes(MIN_KEY_BYTES)
    return DatedKey(kid, key, signs_from=signs_from, good_until=None)
