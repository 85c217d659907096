"""The secrets of a local shop: random, and created once, because new ones would invalidate every token."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from handlers.adapters.signing_keys import write_keys
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.key_rotation import rotate_keys
from local.config import ENCRYPTION_SECRET, JWT_SECRET, PAYMENT_SECRET

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def provision_secrets(secretsmanager: SecretsManagerClient) -> None:
    """Create the secrets that don't exist yet."""
    if not _create(secretsmanager, JWT_SECRET, _first_keys()):
        _add_key_times(secretsmanager)
    _create(secretsmanager, ENCRYPTION_SECRET, _first_keys())
    _create(secretsmanager, PAYMENT_SECRET, secrets.token_urlsafe())


def _first_keys() -> str:
    return write_keys(rotate_keys(None, epoch_seconds(now()), token_lifetime=0))


def _create(secretsmanager: SecretsManagerClient, name: str, text: str) -> bool:
    try:
        secretsmanager.create_secret(Name=name, SecretString=text)
    except secretsmanager.exceptions.ResourceExistsException:
        return False
    return True


def _add_key_times(secretsmanager: SecretsManagerClient) -> None:
    """Add the times to keys in the format of older shops, which had none, so that their tokens stay valid."""
    stored: dict[str, Any] = json.loads(secretsmanager.get_secret_value(SecretId=JWT_SECRET)["SecretString"])
    if "current" in stored:
        dated = [
            {"kid": kid, "key": key, "signsFrom": int(kid == stored["current"]), "goodUntil": None}
            for kid, key in stored["keys"].items()
        ]
        secretsmanager.put_secret_value(SecretId=JWT_SECRET, SecretString=json.dumps({"keys": dated}))
