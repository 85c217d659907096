from __future__ import annotations

import tomllib

from local.config import ROOT
from tests.contract.run import configuration


def test_max_examples_applies_to_every_phase() -> None:
    written = tomllib.loads((ROOT / "schemathesis.toml").read_text())

    config = tomllib.loads(configuration("http://127.0.0.1:8080/v1", 200))

    assert config["generation"]["max-examples"] == config["phases"]["stateful"]["generation"]["max-examples"] == 200
    assert written["generation"]["max-examples"] != 200
    assert tomllib.loads(configuration("http://127.0.0.1:8080/v1", None)) == written
