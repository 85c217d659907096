"""Rotations of secrets: a pending version replaces the current one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from handlers.adapters.secrets import secret_store
from handlers.domain.errors import Misconfigured
from handlers.runtime.aws import clients


class Rotation(Protocol):
    """A rotation in progress."""

    @property
    def secret_id(self) -> str:
        """The secret's name or ARN."""
        ...

    @property
    def current(self) -> str | None:
        """The id of the current version; None if the secret never had a value."""
        ...

    @property
    def is_finished(self) -> bool:
        """Whether the pending version is current."""
        ...

    def current_text(self) -> str | None:
        """Return the text of the current version, or None if it is empty."""
        ...

    def pending_text(self) -> str | None:
        """Return the text of the pending version, or None if it is empty."""
        ...

    def put_pending(self, text: str) -> bool:
        """Write the pending version, and return whether it was empty; a version is never overwritten."""
        ...

    def promote_pending(self) -> None:
        """Make the pending version current, and the current one previous."""
        ...

    def discard_pending(self) -> None:
        """Remove the pending version, so that another rotation can begin."""
        ...


class SecretRotations(Protocol):
    """The port to the rotations of secrets."""

    def find(self, secret_id: str, token: str) -> Rotation:
        """Return the rotation in progress.

        Parameters
        ----------
        secret_id : str
            The secret's name or ARN.
        token : str
            The id of the pending version: the event's ``ClientRequestToken``.

        Raises
        ------
        Misconfigured
            If the secret doesn't exist, has no rotation, or has no such pending version.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretsManagerRotation:
    """A rotation in Secrets Manager.

    Parameters
    ----------
    secret_id : str
        The secret's name or ARN.
    pending : str
        The id of the pending version, which may be empty.
    current : str or None
        The id of the current version; None if the secret never had a value.
    """

    secret_id: str
    pending: str
    current: str | None

    @property
    def is_finished(self) -> bool:
        """Whether the pending version is current."""
        return self.pending == self.current

    def current_text(self) -> str | None:
        """Return the text of the current version, or None if it is empty."""
        return secret_store.find(self.secret_id, "AWSCURRENT", version=self.current)

    def pending_text(self) -> str | None:
        """Return the text of the pending version, or None if it is empty."""
        return secret_store.find(self.secret_id, "AWSPENDING", version=self.pending)

    def put_pending(self, text: str) -> bool:
        """Write the pending version, and return whether it was empty."""
        client = clients.secretsmanager()
        try:
            client.put_secret_value(
                SecretId=self.secret_id,
                ClientRequestToken=self.pending,
                SecretString=text,
                VersionStages=["AWSPENDING"],
            )
        except client.exceptions.ResourceExistsException:
            return False
        return True

    def promote_pending(self) -> None:
        """Make the pending version current, and the current one previous."""
        replaced = {} if self.current is None else {"RemoveFromVersionId": self.current}
        clients.secretsmanager().update_secret_version_stage(
            SecretId=self.secret_id, VersionStage="AWSCURRENT", MoveToVersionId=self.pending, **replaced
        )

    def discard_pending(self) -> None:
        """Remove the pending version: its value can't be changed, and it blocks the next rotation."""
        clients.secretsmanager().update_secret_version_stage(
            SecretId=self.secret_id, VersionStage="AWSPENDING", RemoveFromVersionId=self.pending
        )


class SecretsManagerRotations:
    """The rotations in Secrets Manager."""

    def find(self, secret_id: str, token: str) -> Rotation:
        """Return the rotation in progress."""
        secret = clients.secretsmanager().describe_secret(SecretId=secret_id)
        if not secret.get("RotationEnabled"):
            raise Misconfigured(f"The secret {secret_id} has no rotation configured.")
        stages = secret["VersionIdsToStages"]
        current = next((version for version, its in stages.items() if "AWSCURRENT" in its), None)
        if current != token and "AWSPENDING" not in stages.get(token, []):
            raise Misconfigured(f"The secret {secret_id} has no pending version {token}.")
        return SecretsManagerRotation(secret_id=secret_id, pending=token, current=current)


secret_rotations: SecretRotations = SecretsManagerRotations()
