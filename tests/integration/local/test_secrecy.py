"""A partner's key is written nowhere but where API Gateway keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.contract.faulty import FAULTS, HEADER
from tests.harness import new_config, running_shop
from tests.integration.local.partners import new_partner

if TYPE_CHECKING:
    from pathlib import Path


def test_a_partners_key_is_in_no_log_whatever_comes_of_its_requests(tmp_path: Path) -> None:
    # Given a shop that logs all that it can, and fails when it is asked to
    with running_shop(new_config(tmp_path), module="tests.contract.faulty", LOG_LEVEL="DEBUG") as shop:
        partner = new_partner(shop.config, quota=16)
        nobody = {"X-Api-Key": partner.value[::-1]}
        faults = [partner.key | {HEADER: fault} for fault in FAULTS]
        with httpx.Client(base_url=shop.partner, timeout=300) as asking:
            # When its requests come out in every way that they can
            answers = [
                asking.get("/health", headers=partner.key),
                asking.get("/products?limit=0", headers=partner.key),
                asking.get("/auth/me", headers=partner.key),
                asking.get("/auth/me", headers=partner.key | {"Authorization": "Bearer x.y.z"}),
                asking.get("/health", headers=nobody),
                asking.get("/nothing", headers=partner.key),
                asking.patch("/health", headers=partner.key),
                asking.post("/auth/login", headers=partner.key, content=b"{"),
                asking.post("/auth/login", headers=partner.key, content=b" " * (10 * 1024 * 1024 + 1)),
                asking.post("/auth/login", headers=partner.key | {"Content-Type": "text/plain"}, content=b"x"),
                *(asking.get("/products", headers=failing) for failing in faults),
            ]
            while answers[-1].status_code != 429:
                answers.append(asking.get("/health", headers=partner.key))
        partner.apigateway.delete_api_key(apiKey=partner.key_id)

    # Then there was one of each
    assert {answer.status_code for answer in answers} >= {200, 400, 401, 403, 404, 405, 413, 415, 429, 500, 503}
    # And neither its key nor what only looks like one is in a log, or in any file since it is revoked
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert shop.output in files
    for file in files:
        for value in (partner.value, nobody["X-Api-Key"]):
            assert value.encode() not in file.read_bytes(), file
