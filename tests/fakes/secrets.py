"""A fake secret store, with rotations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers.domain.errors import Misconfigured

if TYPE_CHECKING:
    from handlers.adapters.secret_rotation import Rotation, SecretRotations
    from handlers.adapters.secrets import SecretStore, Stage


@dataclass
class FakeSecretStore:
    """Texts of secrets by name and stage; counts the reads."""

    texts: dict[tuple[str, Stage], str] = field(default_factory=dict)
    reads: int = 0

    def find(self, name: str, stage: Stage, *, version: str | None = None) -> str | None:  # noqa: ARG002  # the port's
        """Return the text of a secret, or None."""
        self.reads += 1
        return self.texts.get((name, stage))


@dataclass
class FakeRotation:
    """A rotation whose versions are texts."""

    secret_id: str
    current: str | None
    is_finished: bool = False
    texts: dict[str, str | None] = field(default_factory=dict)

    def current_text(self) -> str | None:
        """Return the text of the current version."""
        return self.texts.get("current")

    def pending_text(self) -> str | None:
        """Return the text of the pending version."""
        return self.texts.get("pending")

    def put_pending(self, text: str) -> bool:
        """Write the pending version, unless it has a text."""
        if self.texts.get("pending") is not None:
            return False
        self.texts["pending"] = text
        return True

    def promote_pending(self) -> None:
        """Make the pending version current."""
        self.texts = {"current": self.texts["pending"], "previous": self.texts.get("current")}
        self.is_finished = True

    def discard_pending(self) -> None:
        """Remove the pending version."""
        del self.texts["pending"]


@dataclass
class FakeRotations:
    """Rotations by their token."""

    rotations: dict[str, FakeRotation]

    def find(self, secret_id: str, token: str) -> Rotation:
        """Return the rotation of a token."""
        if token not in self.rotations:
            raise Misconfigured(f"The secret {secret_id} has no pending version {token}.")
        return self.rotations[token]


_is_a_store: type[SecretStore] = FakeSecretStore
_are_rotations: type[SecretRotations] = FakeRotations
