"""The keys that access tokens are signed with: one after the other, and never missed by anybody.

::

    made ──► known everywhere ──► signs ──► verifies what it signed ──► retired

All times are seconds since 1970.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import jwt

from handlers.domain.access_tokens import SigningKey, issue_access_token, read_access_token
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import Misconfigured, Unauthenticated
from handlers.domain.users import register_user

if TYPE_CHECKING:
    from collections.abc import Sequence

# A process looks at the keys again after so long, so all know a new one by then.
SPREAD_SECONDS = 300
# Half of it is for the rotation itself: a key is known everywhere before it signs, and no token has to be looked up.
LEAD_SECONDS = 2 * SPREAD_SECONDS
# Those who couldn't look again in time, or whose clock is late, sign with the older key for a little longer.
MARGIN_SECONDS = 600
_MIN_BYTES = 32
_PROBE_SECONDS = 60


class UnfitKeys(Misconfigured):
    """These keys can't take the place of those that are in use; the message says why, without a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedKey(SigningKey):
    """A signing key and its times.

    Parameters
    ----------
    signs_from : int
        When it begins to sign, unless a younger one has begun as well.
    good_until : int or None
        When it is retired; None while no younger one is made.
    """

    signs_from: int
    good_until: int | None

    def is_good(self, moment: int) -> bool:
        """Tell whether a token may be signed with it."""
        return self.good_until is None or moment < self.good_until


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """All keys at a time: a `KeyRing` that never changes.

    Raises
    ------
    ValueError
        If there is none, two have one name, one is too short, or the youngest is to be retired.
    """

    keys: Sequence[DatedKey]

    def __post_init__(self) -> None:
        if not self.keys or len({key.kid for key in self.keys}) < len(self.keys):
            raise ValueError("there are no keys, or two of one name")
        if any(len(key.key) < _MIN_BYTES for key in self.keys) or self.youngest.good_until is not None:
            raise ValueError("a key is too short, or no key stays")

    @property
    def youngest(self) -> DatedKey:
        """The key that signs, or will."""
        return max(self.keys, key=lambda key: key.signs_from)

    def current(self) -> DatedKey:
        """Return the key to sign with."""
        return self.signing(epoch_seconds(now()))

    def find(self, kid: str) -> DatedKey | None:
        """Return the key of this ``kid``, or None if it is unknown or retired."""
        return next((key for key in self.good(epoch_seconds(now())) if key.kid == kid), None)

    def knows(self, kid: str) -> bool:
        """Tell whether there is such a key, retired or not."""
        return any(key.kid == kid for key in self.keys)

    def signing(self, moment: int) -> DatedKey:
        """Return the key that signs then: the youngest that has begun, or the oldest where a clock is late."""
        oldest_first = sorted(self.keys, key=lambda key: key.signs_from)
        return next((key for key in reversed(oldest_first) if key.signs_from <= moment), oldest_first[0])

    def good(self, moment: int) -> list[DatedKey]:
        """Return the keys that aren't retired."""
        return [key for key in self.keys if key.is_good(moment)]


def rotated(keys: SigningKeys | None, moment: int, *, token_lifetime: int) -> SigningKeys:
    """Return the keys with a new one, which signs as soon as everybody knows it, and without those that are retired.

    Parameters
    ----------
    keys : SigningKeys or None
        Those in use; None if this is the first, which signs at once.
    token_lifetime : int
        For how many seconds a token is good: so long the key that signs now is needed once it doesn't any more.
    """
    kept = keys.good(moment) if keys else []
    signs_from = max(moment + LEAD_SECONDS, *(key.signs_from + 1 for key in kept)) if kept else moment
    end = signs_from + token_lifetime + MARGIN_SECONDS
    ending = [replace(key, good_until=end) if key.good_until is None else key for key in kept]
    return SigningKeys([*ending, _new_key(signs_from)])


def check_successors(keys: SigningKeys, in_use: SigningKeys | None, moment: int, *, token_lifetime: int) -> None:
    """Look that keys can take the place of those in use, and nobody is logged out.

    Parameters
    ----------
    in_use : SigningKeys or None
        None if there are none yet.

    Raises
    ------
    UnfitKeys
        If they can't.
    """
    _check_that_they_work(keys, moment)
    if in_use is None:
        return
    new = keys.youngest
    if in_use.knows(new.kid):
        raise UnfitKeys("The pending keys hold no new one.")
    if new.signs_from < moment + SPREAD_SECONDS:
        raise UnfitKeys("The new key would sign before everybody knows it.")
    if not all(_is_kept(key, keys, new.signs_from + token_lifetime) for key in in_use.good(moment)):
        raise UnfitKeys("A key whose tokens are good is not among the pending keys, or ends before they do.")


def _check_that_they_work(keys: SigningKeys, moment: int) -> None:
    nobody = register_user(email="nobody@example.com", password_hash="", first_name="", last_name="")
    try:
        for key in keys.good(moment):
            read_access_token(issue_access_token(nobody, "none", key, lifetime=_PROBE_SECONDS), keys)
    except (jwt.PyJWTError, Unauthenticated) as error:
        raise UnfitKeys("A token that is signed with one of the pending keys can't be read.") from error


def _is_kept(key: DatedKey, keys: SigningKeys, needed_until: int) -> bool:
    end = key.good_until or needed_until
    kept = [each for each in keys.keys if replace(each, good_until=key.good_until) == key]
    return any(each.is_good(end - 1) for each in kept)


def _new_key(signs_from: int) -> DatedKey:
    kid, key = secrets.token_hex(8), secrets.token_bytes(_MIN_BYTES)
    return DatedKey(kid, key, signs_from=signs_from, good_until=None)
