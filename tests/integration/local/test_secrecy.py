"""A partner's key is stored nowhere but in API Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.contract.faulty import FAULTS, HEADER
from tests.harness import new_config, running_shop
from tests.integration.local.partners import new_partner

if TYPE_CHECKING:
    from pathlib import Path


def test_a_partners_key_is_in_no_log_whatever_the_response(tmp_path: Path) -> None:
    # Given a shop with debug logs, and faults on request
    with running_shop(new_config(tmp_path), module="tests.contract.faulty", LOG_LEVEL="DEBUG") as shop:
        partner = new_partner(shop.config, quota=16)
        invalid_key = {"X-Api-Key": partner.value[::-1]}
        faults = [partner.key | {HEADER: fault} for fault in FAULTS]
        with httpx.Client(base_url=shop.partner, timeout=300) as http:
            # When its requests end in every possible way
            responses = [
                http.get("/health", headers=partner.key),
                http.get("/products?limit=0", headers=partner.key),
                http.get("/auth/me", headers=partner.key),
                http.get("/auth/me", headers=partner.key | {"Authorization": "Bearer x.y.z"}),
                http.get("/health", headers=invalid_key),
                http.get("/nothing", headers=partner.key),
                http.patch("/health", headers=partner.key),
                http.post("/auth/login", headers=partner.key, content=b"{"),
                http.post("/auth/login", headers=partner.key, content=b" " * (10 * 1024 * 1024 + 1)),
                http.post("/auth/login", headers=partner.key | {"Content-Type": "text/plain"}, content=b"x"),
                *(http.get("/products", headers=failing) for failing in faults),
            ]
            while responses[-1].status_code != 429:
                responses.append(http.get("/health", headers=partner.key))
        partner.apigateway.delete_api_key(apiKey=partner.key_id)

    # Then every status occurs once
    assert {response.status_code for response in responses} >= {200, 400, 401, 403, 404, 405, 413, 415, 429, 500, 503}
    # And neither its key nor an invalid one is in a log, nor in any file after it is revoked
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert shop.output in files
    for file in files:
        for value in (partner.value, invalid_key["X-Api-Key"]):
            assert value.encode() not in file.read_bytes(), file
