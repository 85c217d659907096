"""Unit tests see neither the settings nor the embedded AWS services of other tests of the same process."""

import os

import pytest

from local.config import stage_settings

_SETTINGS = frozenset(stage_settings("local"))


@pytest.fixture(autouse=True)
def nothing_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL") or name in _SETTINGS]:
        monkeypatch.delenv(name)
