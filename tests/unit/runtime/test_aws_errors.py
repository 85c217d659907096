import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, NoRegionError, ReadTimeoutError

from handlers.domain.errors import Misconfigured, Unavailable
from handlers.runtime.aws.errors import translate_error


def client_error(code: str, status: int = 400, *, reasons: list[str] | None = None) -> ClientError:
    cancelled = {"CancellationReasons": [{"Code": reason} for reason in reasons]} if reasons else {}
    return ClientError(
        {"Error": {"Code": code, "Message": "table x"}, "ResponseMetadata": {"HTTPStatusCode": status}, **cancelled},  # type: ignore[typeddict-item]
        "PutItem",
    )


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException"),
        client_error("ProvisionedThroughputExceededException"),
        client_error("SlowDown", 503),
        client_error("Whatever", 500),
        client_error("TransactionCanceledException", reasons=["None", "TransactionConflict"]),
        ReadTimeoutError(endpoint_url="http://x"),
        ConnectTimeoutError(endpoint_url="http://x"),
    ],
    ids=repr,
)
def test_slow_throttled_or_failing_dependency_is_unavailable(error: Exception) -> None:
    assert isinstance(translate_error(error), Unavailable)


@pytest.mark.parametrize(
    "error",
    [client_error("ResourceNotFoundException"), client_error("AccessDeniedException"), NoRegionError()],
    ids=repr,
)
def test_missing_table_permission_or_region_is_a_misconfiguration(error: Exception) -> None:
    assert isinstance(translate_error(error), Misconfigured)


def test_misconfiguration_names_the_missing_resource() -> None:
    assert "PutItem" in str(translate_error(client_error("ResourceNotFoundException")))
    assert "table x" in str(translate_error(client_error("ResourceNotFoundException")))


@pytest.mark.parametrize("error", [client_error("ValidationException"), KeyError("x")], ids=repr)
def test_any_other_error_is_not_translated(error: Exception) -> None:
    assert translate_error(error) is error
