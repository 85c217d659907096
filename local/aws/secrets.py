"""The secrets of a local shop: random, and made once, as with others every token that is out would end."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from handlers.adapters.signing_keys import write_keys
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.key_rotation import rotate_keys
from local.config import JWT_SECRET, PAYMENT_SECRET

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def provision_secrets(secretsmanager: SecretsManagerClient) -> None:
    """Make what isn't there yet, and leave what is."""
    keys = rotate_keys(None, epoch_seconds(now()), token_lifetime=0)
    if not _is_made(secretsmanager, JWT_SECRET, write_keys(keys)):
        _date_keys(secretsmanager)
    _is_made(secretsmanager, PAYMENT_SECRET, secrets.token_urlsafe())


def _is_made(secretsmanager: SecretsManagerClient, name: str, text: str) -> bool:
    try:
        secretsmanager.create_secret(Name=name, SecretString=text)
    except secretsmanager.exceptions.ResourceExistsException:
        return False
    return True


def _date_keys(secretsmanager: SecretsManagerClient) -> None:
    """Give the keys of an older shop the times that keys have by now, so that its tokens stay good."""
    said: dict[str, Any] = json.loads(secretsmanager.get_secret_value(SecretId=JWT_SECRET)["SecretString"])
    if "current" in said:
        dated = [
            {"kid": kid, "key": key, "signsFrom": int(kid == said["current"]), "goodUntil": None}
            for kid, key in said["keys"].items()
        ]
        secretsmanager.put_secret_value(SecretId=JWT_SECRET, SecretString=json.dumps({"keys": dated}))
