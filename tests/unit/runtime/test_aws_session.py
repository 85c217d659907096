"""The functions' clients behave exactly like boto3's own, which load all of botocore's data."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.awsrequest import AWSPreparedRequest
    from botocore.model import OperationModel

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

# Some members don't accept every string; one needs a signing library that no function needs.
_OWN = {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/dead", "Bucket": "pictures"}
_LEFT_OUT = {"EndpointId", "ContentMD5"}
_DEEPEST = 9
_VALUES = {
    "blob": b"blob",
    "timestamp": datetime(2026, 11, 24, tzinfo=UTC),
    "boolean": True,
    "float": 1.5,
    "double": 1.5,
    "integer": 7,
    "long": 7,
}

type Response = tuple[int, bytes] | None


@dataclass
class Line:
    """A client's transport: records requests and returns given responses, the last one repeatedly."""

    client: Any
    responses: list[Response] = field(default_factory=list)
    sent: list[tuple[object, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client.meta.events.register("before-send", self._respond)

    def call(self, operation: str, request: dict[str, Any], *responses: Response) -> tuple[Any, list[Any]]:
        """Return the outcome of a call, and the requests that it sent."""
        self.responses, self.sent = [*responses], []
        method = {api: name for name, api in self.client.meta.method_to_api_mapping.items()}[operation]
        return (outcome_of(lambda: getattr(self.client, method)(**request)), self.sent)

    def _respond(self, *, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        changing = {"user-agent", "amz-sdk-invocation-id"}
        headers = {name.lower(): value for name, value in request.headers.items() if name.lower() not in changing}
        body: Any = request.body
        body = body.read() if hasattr(body, "read") else body
        self.sent.append((request.method, request.url, headers, body))
        response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        if response is None:
            raise ReadTimeoutError(endpoint_url=request.url)
        return AWSResponse(request.url, response[0], HTTPHeaders(), _Raw(response[1]))


class _Raw(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def outcome_of(call: Callable[[], Any]) -> Any:
    """Return a call's result or exception in a comparable form."""
    try:
        response = call()
    except Exception as error:  # noqa: BLE001  # any outcome is compared
        mro = [each.__name__ for each in type(error).__mro__]
        return (mro, str(error), without_ids(getattr(error, "response", None)))
    return without_ids(response)


def without_ids(response: Any) -> Any:
    if not isinstance(response, dict):
        return response
    read = {name: value.read() if hasattr(value, "read") else value for name, value in response.items()}
    return {**read, "ResponseMetadata": {**read["ResponseMetadata"], "HTTPHeaders": None}}


def request_of(operation: OperationModel) -> dict[str, Any]:
    return _sample(operation.input_shape, ()) if operation.input_shape else {}


def response_to(operation: OperationModel, protocol: str) -> bytes:
    """Return the body of a response with every possible member."""
    shape = operation.output_shape
    sample = _sample(shape, ()) if shape else {}
    payload = shape.serialization.get("payload") if shape else None
    if payload:
        return b"payload"
    if protocol == "query":
        return (
            f"<{operation.name}Response>{_xml(f'{operation.name}Result', sample)}</{operation.name}Response>".encode()
        )
    return b"" if protocol == "rest-xml" else json.dumps(sample, default=_plain).encode()


def error_of(code: str, protocol: str) -> bytes:
    if protocol in {"query", "rest-xml"}:
        error = f"<Error><Code>{code}</Code><Message>any</Message></Error>"
        return (f"<ErrorResponse>{error}</ErrorResponse>" if protocol == "query" else error).encode()
    return json.dumps({"__type": f"com.amazonaws#{code}", "message": "any", "Message": "any"}).encode()


def _sample(shape: Any, path: tuple[str, ...]) -> Any:
    match shape.type_name:
        case "structure":
            members = {name: member for name, member in shape.members.items() if name not in _LEFT_OUT}
            # Attribute values hold attribute values.
            inside = (*path, shape.name)
            return {
                name: _OWN.get(name) or _sample(member, inside)
                for name, member in members.items()
                if len(path) < _DEEPEST and inside.count(shape.name) < 2 + (member.type_name not in {"map", "list"})
            }
        case "list":
            return [_sample(shape.member, path)] * max(1, shape.metadata.get("min", 1))
        case "map":
            return {_sample(shape.key, path): _sample(shape.value, path)}
        case "string":
            return shape.enum[0] if shape.enum else "text".ljust(shape.metadata.get("min", 0), "-")
    return _VALUES[shape.type_name]


def _plain(value: bytes | datetime) -> object:
    return value.timestamp() if isinstance(value, datetime) else "YmxvYg=="


def _xml(name: str, value: object) -> str:
    inside = "".join(_xml(*each) for each in value.items()) if isinstance(value, dict) else escape(str(value))
    return f"<{name}>{inside}</{name}>"


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
    request, response = request_of(operation), response_to(operation, model.protocol)

    result, sent = ours.call(name, request, (200, response))

    assert (result, sent) == boto3s.call(name, request, (200, response))
    assert len(sent) == 1
    # It is a response with its members.
    assert isinstance(result, dict)
    assert set(result) - {"ResponseMetadata"} or not response


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_errors_are_raised_the_same(service: str, name: str) -> None:
    ours, boto3s = both(service, attempts=1)
    model = boto3s.client.meta.service_model
    operation = model.operation_model(name)
    known = [shape.metadata.get("error", {}).get("code", shape.name) for shape in operation.error_shapes]

    for code in [*known, "AccessDeniedException", "ThrottlingException", "NobodyKnowsThis"]:
        response = (400, error_of(code, model.protocol))
        (raised, sent), theirs = (line.call(name, request_of(operation), response) for line in (ours, boto3s))
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
    good = (200, response_to(operation, model.protocol))
    throttled = (400, error_of("ThrottlingException", model.protocol))
    failing = (500, b"")

    for responses in ((throttled, good), (failing, failing, good), (None, good), (throttled,), (failing,), (None,)):
        (result, sent), theirs = (line.call(name, request_of(operation), *responses) for line in (ours, boto3s))
        assert (result, sent) == theirs
        assert len(sent) == min(attempts, len(responses) if responses[-1] == good else attempts)


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
    pages: list[Response] = [
        (200, json.dumps(page).encode())
        for page in (
            {"Items": [one], "LastEvaluatedKey": one},
            {"Items": [], "LastEvaluatedKey": two},
            {"Items": [two]},
        )
    ]

    outcomes = []
    for line in both("dynamodb"):
        line.responses, line.sent = [*pages], []
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
