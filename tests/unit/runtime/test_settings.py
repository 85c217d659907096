import pytest

from handlers.domain.errors import Misconfigured
from handlers.runtime import settings


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLE_NAME", raising=False)

    with pytest.raises(Misconfigured, match="TABLE_NAME"):
        settings.table_name()


@pytest.mark.parametrize("value", ["", "a day", "-1", "1.5", "٣"])
def test_a_number_that_is_none_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_EXPIRY", value)

    with pytest.raises(Misconfigured, match="JWT_EXPIRY"):
        settings.jwt_expiry()


@pytest.mark.parametrize("value", ["", "-1", "6", "yes"])
def test_a_number_of_proxies_that_nobody_has_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", value)

    with pytest.raises(Misconfigured, match="TRUSTED_PROXIES"):
        settings.trusted_proxies()


@pytest.mark.parametrize("value", ["3", "32"])
def test_a_cost_that_bcrypt_does_not_take_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD_SALT_ROUNDS", value)

    with pytest.raises(Misconfigured, match="PASSWORD_SALT_ROUNDS"):
        settings.password_salt_rounds()
