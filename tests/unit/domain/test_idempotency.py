from __future__ import annotations

import hashlib

import pytest

from handlers.domain.errors import KeyReused
from handlers.domain.idempotency import RETENTION_SECONDS, IdempotencyRecord, RequestKey, fingerprint


def record(payload: str) -> IdempotencyRecord:
    return IdempotencyRecord(
        fingerprint=fingerprint(payload), status=None, order_id=None, order_state=None, shortages=()
    )


def request(payload: str) -> RequestKey:
    return RequestKey(user_id="ADA", operation_id="createOrder", key="k", fingerprint=fingerprint(payload))


def test_same_payload_is_the_same_request() -> None:
    record('{"a":1}').check(request('{"a":1}'))


@pytest.mark.parametrize("other", ['{"a":2}', '{"a":1} ', "", '{"ä":1}'])
def test_another_payload_is_another_request(other: str) -> None:
    with pytest.raises(KeyReused):
        record('{"a":1}').check(request(other))


def test_fingerprint_is_a_hash_of_the_payload() -> None:
    assert fingerprint("tok_visa") == hashlib.sha256(b"tok_visa").hexdigest()


def test_keys_are_kept_for_a_day() -> None:
    assert RETENTION_SECONDS == 86_400
