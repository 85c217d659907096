from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from handlers.domain.ids import new_id
from local.aws.bucket_events import FUNCTION, deliver_image_events
from local.aws.clients import client
from local.aws.function_runtime import FunctionFailed
from local.aws.provision import provision
from local.config import ACCOUNT, BUCKET, IMAGE_QUEUE, JWT_SECRET
from tests.harness import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.config import LocalConfig

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def _new_product(admin: httpx.Client) -> str:
    product = {"name": "Pictured", "price": 1, "category": "pictured"}
    return str(admin.post("/products", json=product).json()["productId"])


def _form(admin: httpx.Client, product_id: str, size: int = len(PICTURE)) -> dict[str, Any]:
    response = admin.post(f"/products/{product_id}/image", json={"contentType": "image/png", "size": size})
    assert response.status_code == 201
    form: dict[str, Any] = response.json()
    return form


def _upload(form: Mapping[str, Any], picture: bytes = PICTURE, changed: Mapping[str, str] = {}) -> httpx.Response:
    fields = {**form["fields"], **changed}
    return httpx.post(form["url"], data=fields, files={"file": ("a.png", picture, "image/png")})


def test_uploaded_picture_is_soon_the_products_picture(admin: httpx.Client) -> None:
    product_id = _new_product(admin)

    assert _upload(_form(admin, product_id)).is_success

    url = eventually(lambda: admin.get(f"/products/{product_id}").json().get("imageUrl"))
    picture = httpx.get(url)
    assert picture.content == PICTURE
    assert picture.headers["content-type"] == "image/png"


def test_newest_picture_wins(admin: httpx.Client) -> None:
    product_id = _new_product(admin)
    older, newer = _form(admin, product_id), _form(admin, product_id)

    _upload(newer)
    url = eventually(lambda: admin.get(f"/products/{product_id}").json().get("imageUrl"))
    _upload(older)
    probe = _new_product(admin)
    _upload(_form(admin, probe))
    eventually(lambda: admin.get(f"/products/{probe}").json().get("imageUrl"))

    assert admin.get(f"/products/{product_id}").json()["imageUrl"] == url


@pytest.mark.parametrize("picture", [PICTURE + b"x", PICTURE[:-1], b""], ids=["longer", "shorter", "empty"])
def test_form_rejects_other_sizes(admin: httpx.Client, picture: bytes) -> None:
    assert _upload(_form(admin, _new_product(admin)), picture).is_client_error


def test_form_rejects_other_types_and_keys(admin: httpx.Client) -> None:
    form = _form(admin, _new_product(admin))

    assert _upload(form, changed={"Content-Type": "text/html"}).is_client_error
    assert _upload(form, changed={"key": "products/elsewhere.png"}).is_client_error


def test_picture_can_be_uploaded_from_a_browser(admin: httpx.Client) -> None:
    form = _form(admin, _new_product(admin))
    preflight_headers = {"Origin": "http://shop.example.com", "Access-Control-Request-Method": "POST"}

    preflight = httpx.options(form["url"], headers=preflight_headers)

    assert preflight.is_success
    assert preflight.headers["access-control-allow-origin"] in {"*", "http://shop.example.com"}


@pytest.fixture
def impatient_queue(aws: LocalConfig) -> Iterator[str]:
    """The queue of image events, without a visibility timeout."""
    sqs = client("sqs", aws.aws_url)
    queue = sqs.get_queue_url(QueueName=IMAGE_QUEUE)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "0"})
    yield queue
    provision(aws.aws_url)


@pytest.mark.parametrize("failures", [0, 1, 5])
def test_event_is_delivered_until_it_is_processed_and_at_most_three_times(
    aws: LocalConfig, impatient_queue: str, failures: int
) -> None:
    key = f"products/odd/{new_id()}.png"
    client("s3", aws.aws_url).put_object(Bucket=BUCKET, Key=key, Body=PICTURE)
    delivered: list[str] = []

    async def invoke(function: str, event: Mapping[str, Any]) -> None:
        assert function == FUNCTION
        if _keys(event) == [key]:
            delivered.append(key)
            if len(delivered) <= failures:
                raise FunctionFailed("not yet")

    anyio.run(_until_handled, aws, impatient_queue, invoke, delivered)

    assert delivered == [key] * min(failures + 1, 3)


@pytest.mark.parametrize("text", ["no JSON", "[]", "null", "{}", '{"Event": "s3:TestEvent"}'])
def test_invalid_message_goes_to_the_dead_letter_queue(aws: LocalConfig, impatient_queue: str, text: str) -> None:
    # Given a message that isn't from S3, before one that is
    key = f"products/odd/{new_id()}.png"
    client("sqs", aws.aws_url).send_message(QueueUrl=impatient_queue, MessageBody=text)
    client("s3", aws.aws_url).put_object(Bucket=BUCKET, Key=key, Body=PICTURE)
    delivered: list[str] = []

    async def invoke(_function: str, event: Mapping[str, Any]) -> None:
        delivered.extend(set(_keys(event)) & {key})

    anyio.run(_until_handled, aws, impatient_queue, invoke, delivered)

    assert delivered == [key]


def _keys(event: Mapping[str, Any]) -> list[str]:
    # The queue may hold events of uploads by other tests.
    return [record["s3"]["object"]["key"] for record in event["Records"]]


async def _until_handled(aws: LocalConfig, queue: str, invoke: Any, delivered: list[str]) -> None:
    async with anyio.create_task_group() as beside:
        beside.start_soon(deliver_image_events, aws.aws_url, invoke)
        with anyio.fail_after(20):
            while not delivered or _waiting(aws, queue):  # noqa: ASYNC110  # there is no event to wait for
                await anyio.sleep(0.02)
        beside.cancel_scope.cancel()


def test_a_web_page_can_upload_pictures_and_do_nothing_else(aws: LocalConfig) -> None:
    # Given headers that a browser sends for a page of another origin
    page = {"Origin": "http://evil.example", "Content-Type": "application/x-amz-json-1.1"}
    secret_request = {"X-Amz-Target": "secretsmanager.GetSecretValue"}
    body = f'{{"SecretId": "{JWT_SECRET}"}}'

    # When it requests the signing keys, by any path, Then the request and its preflight are rejected
    for path in ("/", f"/{BUCKET}", f"/{BUCKET}/x"):
        assert httpx.post(aws.aws_url + path, content=body, headers=page | secret_request).status_code == 403
    # And a request by an image or a link on a page has no effect
    purge = {"Action": "PurgeQueue", "QueueUrl": f"{aws.aws_url}/{ACCOUNT}/{IMAGE_QUEUE}"}
    for path in ("/", f"/{BUCKET}"):
        assert httpx.get(aws.aws_url + path, params=purge, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert httpx.options(aws.aws_url, headers=page | {"Access-Control-Request-Method": "POST"}).status_code == 403
    assert httpx.post(aws.aws_url, content=body, headers=secret_request).is_success


def _waiting(aws: LocalConfig, queue: str) -> int:
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    sqs = client("sqs", aws.aws_url)
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=counts)["Attributes"]
    return sum(int(attributes[count]) for count in counts)
