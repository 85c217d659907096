"""Unit tests reach no embedded AWS services that other tests of the same process have started."""

import os

import pytest


@pytest.fixture(autouse=True)
def no_embedded_services(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
        monkeypatch.delenv(name)
