"""The sample shop on a busy machine: retries, and the advice after the last one."""

from __future__ import annotations

import http.client
import urllib.error
from email.message import Message
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoRegionError

from handlers.domain.errors import EmailTaken, Misconfigured, Unavailable
from local import run, sample_shop
from local.sample_shop import is_transient
from tests.harness import new_config

if TYPE_CHECKING:
    from pathlib import Path


def _response(status: int, **headers: str) -> urllib.error.HTTPError:
    sent = Message()
    for name, value in headers.items():
        sent[name.replace("_", "-")] = value
    return urllib.error.HTTPError("http://shop", status, "", sent, None)


def _aws_error(status: int, code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutItem")  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    "error",
    [
        *(_response(status) for status in (429, 502, 503, 504)),
        _response(409, Retry_After="1"),
        urllib.error.URLError(ConnectionRefusedError()),
        TimeoutError(),
        http.client.RemoteDisconnected(""),
        http.client.IncompleteRead(b""),
        EndpointConnectionError(endpoint_url="http://aws"),
        _aws_error(500, "InternalServerError"),
        _aws_error(400, "ThrottlingException"),
        Unavailable("AWS"),
    ],
    ids=repr,
)
def test_error_that_passes_is_transient(error: Exception) -> None:
    assert isinstance(error, sample_shop.SAMPLE_ERRORS)
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        *(_response(status) for status in (400, 401, 403, 404, 409, 422, 500)),
        _aws_error(400, "ValidationException"),
        NoRegionError(),
        Misconfigured("TABLE_NAME"),
        EmailTaken(),
    ],
    ids=repr,
)
def test_error_that_stays_is_not_transient(error: Exception) -> None:
    assert isinstance(error, sample_shop.SAMPLE_ERRORS)
    assert not is_transient(error)


@pytest.mark.parametrize(
    ("error", "attempts", "advice"),
    [
        (_response(504), 3, "`make run` again continues"),
        (_response(400), 1, "delete the shop's data with `make run RESET=1`"),
    ],
    ids=["transient", "permanent"],
)
def test_advice_fits_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, attempts: int, advice: str
) -> None:
    # Given a shop that can't create its sample
    monkeypatch.setattr(run, "_SAMPLE_BACKOFF_SECONDS", (0, 0))
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    made, reasons = [], list[str]()

    def fail(config: object) -> None:
        made.append(config)
        raise error

    monkeypatch.setattr(sample_shop, "make_sample_shop", fail)
    server: Any = SimpleNamespace(started=True, should_exit=False)

    # When it starts
    anyio.run(run._create_sample_shop, new_config(tmp_path), server, reasons)

    # Then it stops after the last attempt
    assert len(made) == attempts
    assert server.should_exit
    [reason] = reasons
    assert advice in reason
