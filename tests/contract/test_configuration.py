from __future__ import annotations

import tomllib

from local.config import ROOT
from tests.contract.run import _configuration


def test_more_examples_are_made_up_in_every_phase() -> None:
    written = tomllib.loads((ROOT / "schemathesis.toml").read_text())

    asked = tomllib.loads(_configuration("http://127.0.0.1:8080/v1", 200))

    assert asked["generation"]["max-examples"] == asked["phases"]["stateful"]["generation"]["max-examples"] == 200
    assert written["generation"]["max-examples"] != 200
    assert tomllib.loads(_configuration("http://127.0.0.1:8080/v1", None)) == written
