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
_HEADER_TYPE = "JWT"
_STRING_CLAIMS = ("userId", "email", "role", "iss", "sub", "jti", "sid", "typ", "aud")
_TIME_CLAIMS = ("iat", "exp", "nbf")
_ID = re.compile(PATTERN)
# 32 bytes in base64url. The last two bits are padding and must be zero, so that a signature has only one encoding.
_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of at least 256 bits and its key id (``kid``)."""

    kid: str
    key: bytes = field(repr=False)


class KeyRing(Protocol):
    """The port to the signing keys."""

    def current(self) -> SigningKey:
        """Return the key that signs new tokens.

        Raises
        ------
        Unavailable
            If the keys can't be loaded now.
        """
        ...

    def find(self, kid: str) -> SigningKey | None:
        """Return the key with this ``kid``, or None if it is unknown or retired.

        Raises
        ------
        Unavailable
            If the keys can't be loaded now.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The verified claims of a token."""

    user_id: str
    email: str
    role: Role
    session_id: str


def issue_access_token(user: User, session_id: str, key: SigningKey, *, lifetime: int) -> str:
    """Return a new access token for a user's session.

    Parameters
    ----------
    user : User
        The account whose id, e-mail address and role become claims.
    session_id : str
        The session the token belongs to; when the session ends, the token is revoked.
    key : SigningKey
        The key to sign with.
    lifetime : int
        Seconds until the token expires.

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
    """Return the claims of a token after verifying it.

    Parameters
    ----------
    token : str
        A JWT in compact form, without ``Bearer``.
    keys : KeyRing
        The keys accepted for its signature.

    Raises
    ------
    Unauthenticated
        If the token is malformed, forged, expired, not yet valid, not an access token, or has another issuer or
        audience.
    """
    try:
        claims = _decode(token, keys)
    except (jwt.PyJWTError, UnicodeError) as error:
        raise Unauthenticated from error
    if not _are_valid(claims):
        raise Unauthenticated
    role = cast("Role", claims["role"])
    return Claims(user_id=claims["userId"], email=claims["email"], role=role, session_id=claims["sid"])


def _decode(token: str, keys: KeyRing) -> dict[str, Any]:
    header = jwt.get_unverified_header(token)
    kid = header.get("kid")
    # A header that contains or references a key (jwk, jku, x5u, …) is an attack, even if the signature is valid.
    if header != {"alg": ALGORITHM, "typ": _HEADER_TYPE, "kid": kid} or not isinstance(kid, str):
        raise Unauthenticated
    if _SIGNATURE.fullmatch(token.rpartition(".")[2]) is None:
        raise Unauthenticated
    key = keys.find(kid)
    if key is None:
        raise Unauthenticated
    required = [*_STRING_CLAIMS, *_TIME_CLAIMS]
    return jwt.decode(
        token, key.key, algorithms=[ALGORITHM], audience=ISSUER, issuer=ISSUER, options={"require": required}
    )


def _are_valid(claims: dict[str, Any]) -> bool:
    # PyJWT accepts the string "1" as a time, and a list of audiences that contains ours.
    return (
        all(type(claims[name]) is str for name in _STRING_CLAIMS)
        and all(type(claims[name]) is int for name in _TIME_CLAIMS)
        and claims["typ"] == "access"
        and claims["sub"] == claims["userId"]
        and claims["role"] in {"customer", "admin"}
        and all(_ID.fullmatch(claims[name]) for name in ("userId", "sid"))
    )
