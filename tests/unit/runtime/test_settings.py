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


def test_text_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def parse(text: str) -> str:
        parsed.append(text)
        return text

    setting = settings.Setting("TABLE_NAME", parse, "a table")
    monkeypatch.setenv("TABLE_NAME", "shop")

    assert [setting.value() for _ in range(3)] == ["shop"] * 3
    assert parsed == ["shop"]


def test_url_has_no_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCS_URL", "https://example.com/docs/")

    assert settings.DOCS_URL.value() == "https://example.com/docs"


RANGES = [
    (settings.JWT_EXPIRY, 1, 604_800),
    (settings.SESSION_SECONDS, 60, 31_536_000),
    (settings.SESSIONS_PER_ACCOUNT, 1, 1_000),
    (settings.PASSWORD_SALT_ROUNDS, 4, 31),
    (settings.LOGIN_FAILURES_PER_ACCOUNT, 1, 5_000),
    (settings.LOGIN_FAILURES_PER_ADDRESS, 1, 5_000),
    (settings.LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE, 1, 5_000),
    (settings.REGISTRATIONS_PER_ADDRESS, 1, 5_000),
    (settings.REFRESHES_PER_ADDRESS, 1, 5_000),
    (settings.EMAIL_REQUESTS_PER_ADDRESS, 1, 5_000),
    (settings.ATTEMPTS_SECONDS, 1, 86_400),
    (settings.ORDER_LIST_SHARDS, 1, 64),
    (settings.PRODUCT_LIST_SHARDS, 1, 64),
    (settings.USER_LIST_SHARDS, 1, 64),
    (settings.TRUSTED_PROXIES, 0, 5),
    (settings.SETTLE_AFTER_SECONDS, 0, 3_600),
    (settings.FIRST_CALL_SECONDS, 0, 600),
]


def test_every_number_has_its_range_here() -> None:
    numbers = {each for each in vars(settings).values() if isinstance(each, settings.Setting) and each.parse is not str}

    assert {each.name for each in numbers if each.parse.__qualname__.startswith("_integer")} == {
        setting.name for setting, *_ in RANGES
    }


@pytest.mark.parametrize("value", ["", "Required", "always", "optional "])
def test_whether_admins_need_a_second_factor_is_one_of_two_words(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for word in ("optional", "required"):
        monkeypatch.setenv("ADMIN_MFA", word)
        assert settings.ADMIN_MFA.value() == word
    monkeypatch.setenv("ADMIN_MFA", value)
    with pytest.raises(Misconfigured, match="ADMIN_MFA is not one of optional, required"):
        settings.ADMIN_MFA.value()


@pytest.mark.parametrize(("setting", "minimum", "maximum"), RANGES)
def test_number_out_of_range_is_named(
    setting: settings.Setting[int], minimum: int, maximum: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in (str(minimum), str(maximum)):
        monkeypatch.setenv(setting.name, value)
        assert setting.value() == int(value)
    for value in ("a day", "-1", "1.5", "٣", str(minimum - 1), str(maximum + 1)):
        monkeypatch.setenv(setting.name, value)
        with pytest.raises(Misconfigured, match=f"{setting.name} is not a whole number from {minimum} to {maximum}"):
            setting.value()
