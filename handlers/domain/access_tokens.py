"""Access tokens: JWTs signed with HS256 (RFC 7519, 8725)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

import jwt

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import Unauthenticated
from handlers.domain.ids import PATTERN, new_id

if TYPE_CHECKING:
    from handlers.domain.users import Role, User

ISSUER = "ecommerce-api"
ALGORITHM = "HS256"
_TYPE = "JWT"
_TEXTS = ("userId", "email", "role", "iss", "sub", "jti", "sid", "typ", "aud")
_MOMENTS = ("iat", "exp", "nbf")
_ID = re.compile(PATTERN)
# 32 bytes in base64url; the last two bits belong to none of them, and are zero: a signature has one spelling.
_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of at least 256 bits and the ``kid`` it goes by."""

    kid: str
    key: bytes = field(repr=False)


class KeyRing(Protocol):
    """The keys that tokens are signed with."""

    def current(self) -> SigningKey:
        """Return the key to sign with."""
        ...

    def find(self, kid: str) -> SigningKey | None:
        """Return the key of this ``kid``, or None if no token signed with it is good any more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a good token says of its bearer."""

    user_id: str
    email: str
    role: Role
    session_id: str


def issue_access_token(user: User, session_id: str, key: SigningKey, *, lifetime: int) -> str:
    """Return a token for a user's session that is good for ``lifetime`` seconds from now.

    Parameters
    ----------
    user : User
        Whose id, address and role the token names.
    session_id : str
        The session whose end is the token's end, too.
    key : SigningKey
        The key to sign it with.
    lifetime : int
        Seconds.

    Returns
    -------
    str
        A JWT in compact form.
    """
    issued = epoch_seconds(now())
    claims = {
        "userId": user.user_id,
        "email": user.email,
        "role": user.role,
        "iat": issued,
        "nbf": issued,
        "exp": issued + lifetime,
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": user.user_id,
        "jti": new_id(),
        "sid": session_id,
        "typ": "access",
    }
    return jwt.encode(claims, key.key, algorithm=ALGORITHM, headers={"kid": key.kid})


def verify_access_token(token: str, keys: KeyRing) -> Claims:
    """Return what a token says, if it may be believed.

    Parameters
    ----------
    token : str
        A JWT in compact form, without ``Bearer``.
    keys : KeyRing
        The keys that it may be signed with.

    Raises
    ------
    Unauthenticated
        If it is malformed, forged, expired, not yet good, of another issuer or audience, or no access token.
    """
    try:
        claims = _verified(token, keys)
    except (jwt.PyJWTError, UnicodeError) as error:
        raise Unauthenticated from error
    if not _are_ours(claims):
        raise Unauthenticated
    role = cast("Role", claims["role"])
    return Claims(user_id=claims["userId"], email=claims["email"], role=role, session_id=claims["sid"])


def _verified(token: str, keys: KeyRing) -> dict[str, Any]:
    header = jwt.get_unverified_header(token)
    kid = header.get("kid")
    # A header that brings or points to a key of its own (jwk, jku, x5u …) is an attack, whatever it is signed with.
    if header != {"alg": ALGORITHM, "typ": _TYPE, "kid": kid} or not isinstance(kid, str):
        raise Unauthenticated
    if _SIGNATURE.fullmatch(token.rpartition(".")[2]) is None:
        raise Unauthenticated
    key = keys.find(kid)
    if key is None:
        raise Unauthenticated
    required = [*_TEXTS, *_MOMENTS]
    return jwt.decode(
        token, key.key, algorithms=[ALGORITHM], audience=ISSUER, issuer=ISSUER, options={"require": required}
    )


def _are_ours(claims: dict[str, Any]) -> bool:
    # PyJWT takes "1" for a moment, and a list that names us among others for an audience.
    return (
        all(type(claims[name]) is str for name in _TEXTS)
        and all(type(claims[name]) is int for name in _MOMENTS)
        and claims["typ"] == "access"
        and claims["sub"] == claims["userId"]
        and claims["role"] in {"customer", "admin"}
        and all(_ID.fullmatch(claims[name]) for name in ("userId", "sid"))
    )
