"""Accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handlers.domain.clock import now, timestamp
from handlers.domain.emails import normalize_email
from handlers.domain.ids import new_id

# The epoch of accounts and sessions that are older than epochs.
NO_EPOCH = "0"

type Role = Literal["customer", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account.

    Parameters
    ----------
    user_id : str
        A ULID.
    email : str
        The normalized address, unique among accounts.
    email_verified : bool
        Whether the owner of the address has confirmed it.
    password_hash : str
        In bcrypt's format.
    revision : str
        A new value with every change of the profile: the ETag.
    session_epoch : str
        A new value ends all sessions of the account; those of another epoch have ended.
    """

    user_id: str
    email: str
    email_verified: bool
    password_hash: str
    first_name: str
    last_name: str
    role: Role
    created_at: str
    updated_at: str
    revision: str
    session_epoch: str


def new_user(*, email: str, password_hash: str, first_name: str, last_name: str) -> User:
    """Return a new account with the role ``customer``.

    Parameters
    ----------
    email : str
        The address as typed; it is normalized here.
    password_hash : str
        In bcrypt's format.
    """
    moment = timestamp(now())
    return User(
        user_id=new_id(),
        email=normalize_email(email),
        email_verified=False,
        password_hash=password_hash,
        first_name=first_name,
        last_name=last_name,
        role="customer",
        created_at=moment,
        updated_at=moment,
        revision=new_id(),
        session_epoch=new_id(),
    )
