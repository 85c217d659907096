"""Accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from handlers.domain.clock import now, seconds, timestamp
from handlers.domain.emails import normalize_email
from handlers.domain.ids import new_id

# The epoch of accounts and sessions that are older than epochs.
NO_EPOCH = "0"

type Role = Literal["customer", "admin"]
type UserStatus = Literal["unverified", "disabled", "deleting", "active"]

# After a request for its deletion, an account can be restored for this long.
DELETION_SECONDS = 30 * 24 * 3600


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
    disabled_at : str or None
        When an admin disabled the account.
    deletion_at : str or None
        When the account is due to be erased, if its owner has requested the deletion.
    mfa_since : str or None
        When its second factor was confirmed: each login requires it from then on.
    mfa_reset_at : str or None
        When an operator removed its second factor: no other one is enrolled until the password has been reset.
    has_ordered : bool
        Whether it has ever ordered while its address wasn't verified; no registration replaces it then.
    devices : tuple of str
        Digests of the networks and devices that have logged in, the oldest first.
    email_changes : frozenset of str
        The ids of the changes of its address that can be undone.
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
    disabled_at: str | None = None
    deletion_at: str | None = None
    mfa_since: str | None = None
    mfa_reset_at: str | None = None
    has_ordered: bool = False
    devices: tuple[str, ...] = ()
    email_changes: frozenset[str] = frozenset()

    @property
    def is_in_use(self) -> bool:
        """Whether the account keeps its address: another one can't replace it."""
        return self.email_verified or self.has_ordered or self.role == "admin"

    @property
    def status(self) -> UserStatus:
        """The status by which admins list the account."""
        if self.deletion_at is not None:
            return "deleting"
        if self.disabled_at is not None:
            return "disabled"
        return "active" if self.email_verified else "unverified"

    @property
    def is_active_admin(self) -> bool:
        """Whether the account can administer the shop; the last one that can must stay."""
        return self.role == "admin" and self.disabled_at is None and self.deletion_at is None

    @property
    def is_admin_without_mfa(self) -> bool:
        """Whether the account has the role of an admin, but no second factor."""
        return self.role == "admin" and self.mfa_since is None

    def vouched_for(self) -> User:
        """Return the account with a verified address, on an operator's word."""
        return replace(self, email_verified=True)

    def with_role(self, role: Role) -> User:
        """Return the account with a role; an admin's address counts as verified: whoever grants it vouches for it."""
        return replace(self, role=role, email_verified=self.email_verified or role == "admin")

    def without_sessions(self) -> User:
        """Return the account in a new session epoch, which ends its sessions and voids its e-mailed tokens."""
        return replace(self, session_epoch=new_id())

    def disabled(self) -> User:
        """Return the account disabled, without sessions; if it is already, unchanged."""
        if self.disabled_at is not None:
            return self
        return replace(self.without_sessions(), disabled_at=timestamp(now()))

    def enabled(self) -> User:
        """Return the account enabled, with no session or token from before; if it is already, unchanged."""
        return self if self.disabled_at is None else replace(self.without_sessions(), disabled_at=None)

    def deleting(self) -> User:
        """Return the account with a due date of its erasure, without sessions."""
        return replace(self.without_sessions(), deletion_at=timestamp(now() + seconds(DELETION_SECONDS)))

    def restored(self) -> User:
        """Return the account without a due date of its erasure; its sessions from before stay ended."""
        return replace(self, deletion_at=None)

    def without_mfa(self) -> User:
        """Return the account without second factor and sessions; its password must be reset before a new enrolment."""
        return replace(self.without_sessions(), mfa_since=None, mfa_reset_at=timestamp(now()))


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
