"""The parameters of a load test: a wrong one ends it with one line, before anything is sent."""

from __future__ import annotations

import pytest

from ops.load.command import parse_mix, parse_rates
from ops.load.shoppers import MIX
from tests.unit.ops.conftest import run_shop


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("RATES", "fast", "RATES must be requests a second"),
        ("RATES", "5,,10", "RATES must be requests a second"),
        ("RATES", "0", "RATES must be requests a second"),
        ("RATES", "-1", "RATES must be requests a second"),
        ("RATES", "nan", "RATES must be requests a second"),
        ("RATES", "inf", "RATES must be requests a second"),
        ("RATES", "10001", "RATES must be requests a second"),
        ("DURATION", "long", "DURATION must be seconds"),
        ("DURATION", "0", "DURATION must be seconds"),
        ("DURATION", "nan", "DURATION must be seconds"),
        ("DURATION", "3601", "DURATION must be seconds"),
        ("DURATION", "0.01", "DURATION must be longer"),
        ("MIX", "getProduct", "MIX must be weights"),
        ("MIX", "getProduct=0", "MIX must be weights"),
        ("MIX", "getProduct=-1", "MIX must be weights"),
        ("MIX", "getProduct=0.5", "MIX must be weights"),
        ("MIX", "deleteProduct=1", "MIX must be weights"),
        ("STAGE", "Dev", "STAGE: 'Dev' is not the name of a stage"),
        ("STAGE", "prod", "Production gets no test load"),
    ],
)
def test_wrong_parameter_is_one_line(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)

    assert run_shop("load") == 2

    captured = capsys.readouterr()
    [line] = captured.err.splitlines()
    assert line.startswith(f"bin/shop load: {message}")
    assert captured.out == ""


def test_rates_and_weights_are_read() -> None:
    assert parse_rates("5,2.5") == [5, 2.5]
    assert parse_mix("getProduct=9,getCart=1") == {"getProduct": 9, "getCart": 1}
    assert parse_mix("") == MIX
