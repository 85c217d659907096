from __future__ import annotations

from typing import TYPE_CHECKING

from local.config import LocalConfig, settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_shop_as_shipped_hashes_with_12_rounds_and_signs_for_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given no settings in the environment
    for name in ("PASSWORD_SALT_ROUNDS", "JWT_EXPIRY"):
        monkeypatch.delenv(name, raising=False)

    shipped = settings(LocalConfig(port=8080, aws_port=8081, data=tmp_path))

    assert shipped["PASSWORD_SALT_ROUNDS"] == "12"
    assert shipped["JWT_EXPIRY"] == "86400"


def test_settings_hold_no_secret(tmp_path: Path) -> None:
    shipped = settings(LocalConfig(port=8080, aws_port=8081, data=tmp_path))

    # Only the names of secrets, and credentials that are valid for the embedded AWS alone.
    assert {name: value for name, value in shipped.items() if "SECRET" in name} == {
        "JWT_SECRET_NAME": "ecommerce/local/jwt/secret",
        "ENCRYPTION_SECRET_NAME": "ecommerce/local/database/encryption-key",
        "PAYMENT_SECRET_NAME": "ecommerce/local/payment/api-key",
        "AWS_SECRET_ACCESS_KEY": "local",
    }
