"""Tokens that a shop would not issue."""

from __future__ import annotations

import base64
import json
import time

import jwt

from local.aws.clients import client


def expired(token: str, aws_url: str, secret: str) -> str:
    """Return an access token that has expired a second ago, with a valid signature."""
    value = client("secretsmanager", aws_url).get_secret_value(SecretId=secret)["SecretString"]
    header = jwt.get_unverified_header(token)
    (key,) = [each["key"] for each in json.loads(value)["keys"] if each["kid"] == header["kid"]]
    claims = jwt.decode(token, options={"verify_signature": False})
    past = int(time.time()) - 1 - claims["exp"]
    moved = {name: claims[name] + past for name in ("iat", "nbf", "exp")}
    return jwt.encode(claims | moved, base64.urlsafe_b64decode(key), "HS256", header)
