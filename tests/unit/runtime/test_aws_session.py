"""The functions' clients behave exactly like boto3's own, which load all of botocore's data."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import botocore.auth
import botocore.signers
import pytest
from botocore.awsrequest import AWSResponse
from botocore.client import Config
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError, ReadTimeoutError, UnknownServiceError
from botocore.loaders import Loader

from handlers.runtime.aws import clients, session
from local.config import ROOT
from tests.unit.runtime.aws_samples import answer_of, error_of, request_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.awsrequest import AWSPreparedRequest

# Regions and endpoint options that a deployment may have.
PLACES = (
    *({"AWS_DEFAULT_REGION": region} for region in ("us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1")),
    {"AWS_USE_FIPS_ENDPOINT": "true"},
    {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_DEFAULT_REGION": "us-gov-west-1"},
    {"AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_DEFAULT_REGION": "eu-west-1"},
    {"AWS_ACCOUNT_ID": "123456789012"},
)
MODELS = sorted((ROOT / "generated" / "aws").glob("*/*/service-2.json"))
SERVICES = sorted(path.parts[-3] for path in MODELS)
# No function calls the last two: one is for a form's address, one for S3's redirects.
OPERATIONS = [
    (path.parts[-3], name)
    for path in MODELS
    for name in json.loads(path.read_text())["operations"]
    if name not in {"CreateBucket", "HeadBucket"}
]
# With retries and without, as functions use both.
CONFIGS = {attempts: Config(retries={"mode": "standard", "total_max_attempts": attempts}) for attempts in (1, 3)}

type Answer = tuple[int, bytes] | None


@dataclass
class Line:
    """A client's transport: records requests and returns given responses, the last one repeatedly."""

    client: Any
    answers: list[Answer] = field(default_factory=list)
    sent: list[tuple[object, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client.meta.events.register("before-send", self._answer)

    def call(self, operation: str, request: dict[str, Any], *answers: Answer) -> tuple[Any, list[Any]]:
        """Return the outcome of a call, and the requests that it sent."""
        self.answers, self.sent = [*answers], []
        method = {api: name for name, api in self.client.meta.method_to_api_mapping.items()}[operation]
        return (outcome_of(lambda: getattr(self.client, method)(**request)), self.sent)

    def _answer(self, *, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        changing = {"user-agent", "amz-sdk-invocation-id"}
        headers = {name.lower(): value for name, value in request.headers.items() if name.lower() not in changing}
        body: Any = request.body
        body = body.read() if hasattr(body, "read") else body
        self.sent.append((request.method, request.url, headers, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise ReadTimeoutError(endpoint_url=request.url)
        return AWSResponse(request.url, answer[0], HTTPHeaders(), _Raw(answer[1]))


class _Raw(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def outcome_of(call: Callable[[], Any]) -> Any:
    """Return a call's result or exception in a comparable form."""
    try:
        answer = call()
    except Exception as error:  # noqa: BLE001  # any outcome is compared
        mro = [each.__name__ for each in type(error).__mro__]
        return (mro, str(error), without_ids(getattr(error, "response", None)))
    return without_ids(answer)


def without_ids(answer: Any) -> Any:
    if not isinstance(answer, dict):
        return answer
    read = {name: value.read() if hasattr(value, "read") else value for name, value in answer.items()}
    return {**read, "ResponseMetadata": {**read["ResponseMetadata"], "HTTPHeaders": None}}


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stopped clock, fake credentials, and no waits between attempts."""
    for module in (botocore.auth, botocore.signers):
        monkeypatch.setattr(module, "get_current_datetime", lambda **_: datetime(2026, 11, 24, tzinfo=UTC))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unused")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    session._session.cache_clear()
    yield
    session._session.cache_clear()


def both(service: str, attempts: int = 3) -> tuple[Line, Line]:
    """Return the client that functions make, and boto3's."""
    boto3s = boto3.Session().client(service, config=CONFIGS[attempts])  # type: ignore[call-overload]  # a name out of many
    return Line(session.client(service, config=CONFIGS[attempts])), Line(boto3s)


def test_excerpt_has_all_of_botocores_data_of_an_operation() -> None:
    loader = Loader()

    for service, name in OPERATIONS:
        ours = session.client(service, config=CONFIGS[1]).meta.service_model.operation_model(name)
        model = loader.load_service_model(service, "service-2")
        assert ours.metadata == model["metadata"]
        assert set(ours._operation_model) == set(model["operations"][name]) - {"documentation", "documentationUrl"}


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_calls_send_and_return_the_same(
    service: str, name: str, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in place.items():
        monkeypatch.setenv(variable, value)
    ours, boto3s = both(service)
    model = boto3s.client.meta.service_model
    operation = model.operation_model(name)
    request, answer = request_of(operation), answer_of(operation, model.protocol)

    result, sent = ours.call(name, request, (200, answer))

    assert (result, sent) == boto3s.call(name, request, (200, answer))
    assert len(sent) == 1
    # It is a response with its members.
    assert isinstance(result, dict)
    assert set(result) - {"ResponseMetadata"} or not answer


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_errors_are_raised_the_same(service: str, name: str) -> None:
    ours, boto3s = both(service, attempts=1)
    model = boto3s.client.meta.service_model
    operation = model.operation_model(name)
    known = [shape.metadata.get("error", {}).get("code", shape.name) for shape in operation.error_shapes]

    for code in [*known, "AccessDeniedException", "ThrottlingException", "NobodyKnowsThis"]:
        answer = (400, error_of(code, model.protocol))
        (raised, sent), theirs = (line.call(name, request_of(operation), answer) for line in (ours, boto3s))
        assert (raised, sent) == theirs
        assert "ClientError" in raised[0]
        assert raised[2]["Error"]["Code"].endswith(code)
        assert getattr(ours.client.exceptions, raised[0][0], ClientError).__name__ == raised[0][0]


@pytest.mark.parametrize("attempts", CONFIGS)
@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_calls_are_retried_the_same(service: str, name: str, attempts: int) -> None:
    ours, boto3s = both(service, attempts)
    model = boto3s.client.meta.service_model
    operation = model.operation_model(name)
    good = (200, answer_of(operation, model.protocol))
    throttled = (400, error_of("ThrottlingException", model.protocol))
    failing = (500, b"")

    for answers in ((throttled, good), (failing, failing, good), (None, good), (throttled,), (failing,), (None,)):
        (result, sent), theirs = (line.call(name, request_of(operation), *answers) for line in (ours, boto3s))
        assert (result, sent) == theirs
        assert len(sent) == min(attempts, len(answers) if answers[-1] == good else attempts)


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_invalid_requests_are_refused_the_same(service: str, name: str) -> None:
    ours, boto3s = both(service)
    good = request_of(boto3s.client.meta.service_model.operation_model(name))

    for wrong in ({}, {**good, "Unknown": 1}, dict.fromkeys(good, object())):
        (raised, sent), theirs = (line.call(name, wrong, (200, b"{}")) for line in (ours, boto3s))
        assert (raised, sent) == theirs
        assert "Exception" in raised[0]
        assert not sent


def test_bucket_in_another_region_is_found_the_same() -> None:
    # Given a bucket that every endpoint reports to be in another region
    elsewhere = (301, b"<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>")

    ours, boto3s = (
        line.call("PutObject", {"Bucket": "pictures", "Key": "1"}, elsewhere, (200, b""), (200, b""))
        for line in both("s3")
    )

    assert ours == boto3s
    assert len(ours[1]) > 1


def test_event_handlers_of_each_service_are_kept() -> None:
    models = (session.client(service, config=CONFIGS[1]).meta.service_model for service in SERVICES)

    assert {model.service_id.hyphenize() for model in models} == session._SERVICES


def test_paginators_work_the_same() -> None:
    # Given three pages, of which the middle one is empty
    one, two = {"PK": {"S": "1"}}, {"PK": {"S": "2"}}
    pages: list[Answer] = [
        (200, json.dumps(page).encode())
        for page in (
            {"Items": [one], "LastEvaluatedKey": one},
            {"Items": [], "LastEvaluatedKey": two},
            {"Items": [two]},
        )
    ]

    outcomes = []
    for line in both("dynamodb"):
        line.answers, line.sent = [*pages], []
        paginator = line.client.get_paginator("query")
        found = paginator.paginate(TableName="table", PaginationConfig={"PageSize": 5}).build_full_result()
        outcomes.append((found["Items"], line.sent))

    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == [one, two]
    assert len(outcomes[0][1]) == 3


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_presigned_posts_are_the_same(place: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in place.items():
        monkeypatch.setenv(variable, value)
    ours, boto3s = (
        line.client.generate_presigned_post(
            "pictures",
            "products/1.png",
            Fields={"Content-Type": "image/png"},
            Conditions=[["content-length-range", 1, 5_000_000], {"Content-Type": "image/png"}],
            ExpiresIn=300,
        )
        for line in both("s3")
    )

    assert ours == boto3s
    assert "policy" in ours["fields"]


@pytest.mark.parametrize("service", SERVICES)
def test_custom_endpoints_work_the_same(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")

    for line in both(service):
        assert line.client.meta.endpoint_url == "http://127.0.0.1:4566"


def test_every_client_of_the_functions_can_be_created(monkeypatch: pytest.MonkeyPatch) -> None:
    made = set()
    real = session.client

    def noted(service: str, *, config: Config) -> Any:
        made.add(service)
        return real(service, config=config)

    monkeypatch.setattr(session, "client", noted)
    for make in vars(clients).values():
        if hasattr(make, "__wrapped__"):
            make.__wrapped__()

    assert made == set(SERVICES)


def test_service_that_no_function_uses_is_unknown() -> None:
    with pytest.raises(UnknownServiceError):
        session.client("ec2", config=CONFIGS[1])
