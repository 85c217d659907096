"""A rotation of a secret, as Secrets Manager runs it: from its current version to a pending one."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.adapters.secrets import find_secret
from handlers.domain.errors import Misconfigured
from handlers.runtime.aws import clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A rotation that was begun.

    Parameters
    ----------
    secret_id : str
        The secret's name or ARN.
    pending : str
        The id of the version that is to become current; it may hold nothing yet.
    current : str or None
        The id of the version that is; None of a secret that never held anything.
    """

    secret_id: str
    pending: str
    current: str | None

    @property
    def is_finished(self) -> bool:
        """Whether the pending version has become current already."""
        return self.pending == self.current

    def current_text(self) -> str | None:
        """Return the text of the current version, or None if there is none any more."""
        return find_secret(self.secret_id, "AWSCURRENT", version=self.current)

    def pending_text(self) -> str | None:
        """Return the text of the pending version, or None if it holds nothing yet."""
        return find_secret(self.secret_id, "AWSPENDING", version=self.pending)

    def propose(self, text: str) -> bool:
        """Give the pending version its text; tell whether nobody else was quicker."""
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

    def finish(self) -> None:
        """Make the pending version the current one, and the current one the previous."""
        replaced = {} if self.current is None else {"RemoveFromVersionId": self.current}
        clients.secretsmanager().update_secret_version_stage(
            SecretId=self.secret_id, VersionStage="AWSCURRENT", MoveToVersionId=self.pending, **replaced
        )

    def give_up(self) -> None:
        """Let go of the pending version: what a version holds never changes, and while one is pending no other is."""
        clients.secretsmanager().update_secret_version_stage(
            SecretId=self.secret_id, VersionStage="AWSPENDING", RemoveFromVersionId=self.pending
        )


def find_rotation(secret_id: str, token: str) -> Rotation:
    """Return the rotation that a step is of.

    Parameters
    ----------
    secret_id : str
        The secret's name or ARN.
    token : str
        The step's ``ClientRequestToken``, which is the id of the version that is to become current.

    Raises
    ------
    Misconfigured
        If there is no such rotation, or no such secret.
    """
    secret = clients.secretsmanager().describe_secret(SecretId=secret_id)
    if not secret.get("RotationEnabled"):
        raise Misconfigured(f"The secret {secret_id} is not set up to be rotated.")
    stages = secret["VersionIdsToStages"]
    current = next((version for version, its in stages.items() if "AWSCURRENT" in its), None)
    if current != token and "AWSPENDING" not in stages.get(token, []):
        raise Misconfigured(f"The secret {secret_id} has no pending version {token}.")
    return Rotation(secret_id=secret_id, pending=token, current=current)
