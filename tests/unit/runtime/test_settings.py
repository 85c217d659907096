import pytest

from handlers.domain.errors import Misconfigured
from handlers.runtime import settings


def test_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLE_NAME", raising=False)

    with pytest.raises(Misconfigured, match="TABLE_NAME is missing"):
        settings.TABLE_NAME.value()


def test_require_names_the_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "shop")
    monkeypatch.delenv("EVENT_BUS_NAME", raising=False)

    with pytest.raises(Misconfigured, match="EVENT_BUS_NAME"):
        settings.require(settings.TABLE_NAME, settings.EVENT_BUS_NAME)


def test_default_stands_in_for_a_missing_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENVIRONMENT", raising=False)

    assert settings.ENVIRONMENT.value() == "local"


def test_value_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("one", "two"):
        monkeypatch.setenv("TABLE_NAME", value)
        assert settings.TABLE_NAME.value() == value


def test_url_has_no_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCS_URL", "https://example.com/docs/")

    assert settings.DOCS_URL.value() == "https://example.com/docs"


@pytest.mark.parametrize("value", ["", "a day", "-1", "0", "1.5", "٣", "604801"])
def test_lifetime_out_of_range_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_EXPIRY", value)

    with pytest.raises(Misconfigured, match="JWT_EXPIRY"):
        settings.JWT_EXPIRY.value()


@pytest.mark.parametrize("value", ["1", "604800"])
def test_lifetime_in_range_is_a_number(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_EXPIRY", value)

    assert settings.JWT_EXPIRY.value() == int(value)


@pytest.mark.parametrize("value", ["", "-1", "6", "yes"])
def test_number_of_proxies_out_of_range_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", value)

    with pytest.raises(Misconfigured, match="TRUSTED_PROXIES"):
        settings.TRUSTED_PROXIES.value()


@pytest.mark.parametrize("value", ["3", "32"])
def test_cost_that_bcrypt_refuses_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD_SALT_ROUNDS", value)

    with pytest.raises(Misconfigured, match="PASSWORD_SALT_ROUNDS"):
        settings.PASSWORD_SALT_ROUNDS.value()
