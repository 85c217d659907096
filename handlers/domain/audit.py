"""The audit: who changed what, and from where. An entry contains no password, no token and no personal data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import timestamp
from handlers.domain.ids import decode_time, new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.domain.products import ProductDetails
    from handlers.domain.users import User

RETENTION_SECONDS = 400 * 24 * 3600

type Action = Literal[
    "account.role-changed",
    "account.disabled",
    "account.enabled",
    "account.sessions-ended",
    "account.email-verified",
    "account.email-changed",
    "account.email-change-undone",
    "account.password-changed",
    "account.password-reset",
    "account.session-ended",
    "account.refresh-token-replayed",
    "account.login-from-new-device",
    "account.replaced",
    "account.deletion-requested",
    "account.deletion-undone",
    "account.erased",
    "account.second-factor-enrolled",
    "account.second-factor-removed",
    "account.second-factor-reset",
    "account.recovery-code-used",
    "product.created",
    "product.updated",
    "product.deleted",
    "product.image-upload-allowed",
    "product.image-changed",
    "stock.adjusted",
    "stock.rows-changed",
    "order.completed",
    "order.cancelled",
]

# Sixteen bits: 65,536 IPv4 addresses have the same digest, so none can be computed from it, and no key is needed.
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """Who makes a change, and from where.

    Parameters
    ----------
    actor : str
        ``user:`` and an account's id, or ``operator``.
    network : str or None
        The digest of the network address; None of an operator and of a scheduled function.
    """

    actor: str
    network: str | None


# Whoever has access to the stage itself: `bin/shop`.
OPERATOR = Origin("operator", None)


@dataclass(frozen=True, slots=True)
class Change:
    """A changed field. Values of personal and secret fields are left out."""

    field: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """An entry of the audit.

    Parameters
    ----------
    audit_id : str
        A ULID, so that entries sort by time.
    target : str
        ``user:``, ``product:`` or ``order:``, and an id.
    """

    audit_id: str
    origin: Origin
    action: Action
    target: str
    changes: Sequence[Change]

    @property
    def actor(self) -> str:
        """Who made the change."""
        return self.origin.actor

    @property
    def occurred_at(self) -> str:
        """The time of the change."""
        return timestamp(decode_time(self.audit_id))


def user_origin(user_id: str, network: str) -> Origin:
    """Return the origin of a request of a user from a network."""
    digest = hashlib.sha256(network.encode()).hexdigest()[:_DIGITS]
    return Origin(f"user:{user_id}", digest)


def account_entry(origin: Origin, action: Action, user_id: str, *changes: Change) -> AuditEntry:
    """Return an entry about an account."""
    return AuditEntry(audit_id=new_id(), origin=origin, action=action, target=f"user:{user_id}", changes=changes)


def changed_account_entry(origin: Origin, before: User, after: User) -> AuditEntry:
    """Return the entry about a change of an account's status, role or sessions."""
    changes = changes_between(_account_values(before), _account_values(after))
    if before.session_epoch != after.session_epoch:
        changes.append(Change("sessions"))
    return account_entry(origin, _account_action(before, after), before.user_id, *changes)


def erasure_entry(user_id: str) -> AuditEntry:
    """Return the entry about the erasure of an account, at its owner's earlier request."""
    return account_entry(Origin(f"user:{user_id}", None), "account.erased", user_id)


def product_entry(origin: Origin, action: Action, product_id: str, changes: Sequence[Change]) -> AuditEntry:
    """Return an entry about a product."""
    return AuditEntry(audit_id=new_id(), origin=origin, action=action, target=f"product:{product_id}", changes=changes)


def image_upload_entry(origin: Origin, product_id: str, image_id: str, key: str) -> AuditEntry:
    """Return the entry about the permission to upload a picture, which has the picture's id."""
    changes = [Change("imageKey", after=key)]
    return AuditEntry(
        audit_id=image_id,
        origin=origin,
        action="product.image-upload-allowed",
        target=f"product:{product_id}",
        changes=changes,
    )


def order_entry(origin: Origin, action: Action, order_id: str, *, before: str, after: str) -> AuditEntry:
    """Return the entry about a change of an order's status."""
    changes = [Change("status", before, after)]
    return AuditEntry(audit_id=new_id(), origin=origin, action=action, target=f"order:{order_id}", changes=changes)


def product_values(details: ProductDetails, stock: int) -> Mapping[str, str | None]:
    """Return the fields of a product that an admin sets."""
    return {
        "name": details.name,
        "description": details.description,
        "price": f"{details.price:f}",
        "currency": details.currency,
        "category": details.category,
        "isActive": _boolean(details.is_active),
        "stock": str(stock),
    }


def changes_between(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> list[Change]:
    """Return the fields whose values differ; a missing value is None."""
    pairs = [(name, before.get(name), after.get(name)) for name in {**before, **after}]
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def _account_values(user: User) -> Mapping[str, str | None]:
    return {
        "role": user.role,
        "emailVerified": _boolean(user.email_verified),
        "disabledAt": user.disabled_at,
        "deletionAt": user.deletion_at,
        "secondFactorSince": user.mfa_since,
    }


def _account_action(before: User, after: User) -> Action:
    if before.deletion_at != after.deletion_at:
        return "account.deletion-undone" if after.deletion_at is None else "account.deletion-requested"
    if before.disabled_at != after.disabled_at:
        return "account.enabled" if after.disabled_at is None else "account.disabled"
    if before.mfa_reset_at != after.mfa_reset_at:
        return "account.second-factor-reset"
    if before.role != after.role:
        return "account.role-changed"
    return "account.sessions-ended" if before.session_epoch != after.session_epoch else "account.email-verified"


def _boolean(value: bool) -> str:
    return "true" if value else "false"
