import io
import json
import sys
from collections.abc import Callable

import pytest

from handlers.adapters.secrets import CachedSecret
from handlers.domain.errors import Misconfigured
from tests.unit.adapters.conftest import Secret


def read_word(text: str | None) -> str:
    if text is None or not text.isalpha():
        raise ValueError(f"{text} is no word")
    return text


def cached(secret: Secret, parse: Callable[[str | None], str] = read_word) -> CachedSecret[str]:
    return CachedSecret(lambda: secret.name, parse)


def test_secret_is_read_once_in_five_minutes(secret: Secret) -> None:
    # Given a secret that was read and then changed
    word = cached(secret)
    assert word.value() == "first"
    secret.write("second")

    # When it is requested within five minutes, Then nothing is read
    secret.clock.seconds += 299
    assert word.value() == "first"
    assert len(secret.reads) == 1

    # And afterwards it is read
    secret.clock.seconds += 1
    assert word.value() == "second"
    assert len(secret.reads) == 2


def test_refresh_reads_at_most_once_in_ten_seconds(secret: Secret) -> None:
    # Given a secret that was just read and then changed
    word = cached(secret)
    word.value()
    secret.write("second")

    # When many callers refresh
    assert {word.refresh() for _ in range(50)} == {"second"}

    # Then it is read once in ten seconds
    assert len(secret.reads) == 2
    secret.write("third")
    secret.clock.seconds += 9
    assert word.refresh() == "second"
    secret.clock.seconds += 1
    assert word.refresh() == "third"
    assert len(secret.reads) == 3


def test_refreshed_value_expires_after_five_minutes(secret: Secret) -> None:
    word = cached(secret)
    word.value()
    secret.clock.seconds += 200
    word.refresh()

    secret.clock.seconds += 299
    word.value()

    assert len(secret.reads) == 2


@pytest.mark.parametrize("broken", ["mangled", "gone"])
def test_last_value_is_used_while_the_secret_cant_be_read(
    secret: Secret, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    # Given a secret that was read and can't be read any more
    word = cached(secret)
    word.value()
    if broken == "gone":
        secret.delete()
    else:
        secret.write("hunter2")
    logged = io.StringIO()
    monkeypatch.setattr(sys, "stdout", logged)

    # When the value has expired
    secret.clock.seconds += 300
    values = [word.value() for _ in range(20)]

    # Then the last value is used, the secret isn't read each time, and one log line without the value reports it
    assert values == ["first"] * 20
    assert len(secret.reads) == 2
    (line,) = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert (line["level"], line["event"], line["metadata"]["secret"]) == ("ERROR", "SECRET_NOT_READ", secret.name)
    assert "hunter2" not in logged.getvalue()


@pytest.mark.parametrize("broken", ["mangled", "gone"])
def test_secret_without_a_valid_value_is_a_misconfiguration_and_not_quoted(secret: Secret, broken: str) -> None:
    word = cached(secret)
    if broken == "gone":
        secret.delete()
    else:
        secret.write("hunter2")

    # Each time: the secret may be corrected at any moment
    for ask in (word.value, word.refresh):
        with pytest.raises(Misconfigured, match=secret.name) as raised:
            ask()
        assert "hunter2" not in str(raised.value)
        assert raised.value.__suppress_context__
    assert len(secret.reads) == 2


def test_missing_stage_is_none(secret: Secret) -> None:
    previous = CachedSecret(lambda: secret.name, lambda text: text, stage="AWSPREVIOUS")
    assert previous.value() is None

    secret.write("second")

    assert previous.refresh() == "first"


def test_slow_read_doesnt_overwrite_a_newer_value(secret: Secret) -> None:
    # Given a read that finishes after another has read a newer value
    def parse(text: str | None) -> str:
        if text == "first" and len(secret.reads) == 2:
            secret.write("second")
            secret.clock.seconds += 1
            word.refresh()
        return read_word(text)

    word = cached(secret, parse)
    word.value()
    secret.clock.seconds += 300

    word.value()

    assert word.value() == "second"
    assert len(secret.reads) == 3
