from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from generated.operations import CONTRACT_VERSION
from local.config import ROOT
from tests.integration.handlers.calling import FUNCTIONS, call
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_proxy import unreachable_url

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table


@pytest.mark.parametrize("operation_id", ["getHealth", "getContract"])
def test_meta_operations_work_without_aws_and_settings(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, operation_id: str
) -> None:
    for name in {name for row in FUNCTIONS.values() for name in row["settings"]}:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", unreachable_url())
    forget_clients()

    assert call(operation_id).status == 200


def test_health_has_the_contracts_version() -> None:
    assert call("getHealth").body == {"status": "ok", "version": CONTRACT_VERSION}


def test_published_contract_is_the_contract() -> None:
    contract = yaml.load((ROOT / "openapi.yaml").read_text(), yaml.CSafeLoader)

    assert json.loads(call("getContract").text) == contract
