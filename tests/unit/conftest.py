"""Unit tests see neither the settings nor the embedded AWS services of other tests of the same process.

Hypothesis generates the same examples in every run, and has no time limit that a busy machine breaks.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

from local.config import stage_settings

settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

_SETTINGS = frozenset(stage_settings("local"))


@pytest.fixture(autouse=True)
def nothing_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL") or name in _SETTINGS]:
        monkeypatch.delenv(name)
