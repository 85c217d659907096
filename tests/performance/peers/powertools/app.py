"""Three operations of the contract, written as Powertools' documentation recommends: a validating resolver.

Each event logs one line, and a change one more; the first event of a process is counted. The tracer captures no
responses, as ours captures none.
"""

import time
import warnings
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from catalogue import (
    CATEGORY,
    ENTITY_TAGS,
    PAGE_TOKEN,
    PRODUCT_ID,
    Product,
    ProductCreate,
    ProductPage,
    add_product,
    find_product,
    list_products,
)
from problems import MEDIA_TYPE, Refusal, admin_only, answer_headers, failed, invalid

SERVICE = "ecommerce-api"
logger = Logger(service=SERVICE)
tracer = Tracer(service=SERVICE)
metrics = Metrics(namespace="EcommerceAPI", service=SERVICE)
app = APIGatewayRestResolver(enable_validation=True)
# Only the first event has a metric.
warnings.filterwarnings("ignore", "No application metrics to publish*")


@app.get("/products/<product_id>")
def get_product(
    product_id: Annotated[str, Path(pattern=PRODUCT_ID)],
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", pattern=ENTITY_TAGS, max_length=700)] = None,
) -> Response[Product | None]:
    """Return an active product, or 304 if the client has it already."""
    product = find_product(product_id)
    headers = {"ETag": product.etag}
    if product.is_held(if_none_match):
        return Response(HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(HTTPStatus.OK, content_types.APPLICATION_JSON, product, headers)


@app.get("/products")
def get_products(
    category: Annotated[str | None, Query(pattern=CATEGORY)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    page: Annotated[str | None, Query(min_length=1, max_length=500, pattern=PAGE_TOKEN)] = None,
) -> ProductPage:
    """List the active products, newest first, optionally of one category."""
    return list_products(category, limit, page)


def admins_only(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Admit admins only."""
    admin_only(app.current_event.request_context.authorizer.get_context() or {})
    return next_middleware(app)


@app.post("/products", middlewares=[admins_only])
def create_product(product_create: ProductCreate) -> Response[Product]:
    """Add a product to the catalogue."""
    product = add_product(product_create)
    logger.info("Product created", event="PRODUCT_CREATED", metadata={"productId": product.product_id})
    location = f"{app.current_event.request_context.path}/{product.product_id}"
    headers = {"ETag": product.etag, "Location": location}
    return Response(HTTPStatus.CREATED, content_types.APPLICATION_JSON, product, headers)


@app.exception_handler(Refusal)
def refuse(refusal: Refusal) -> Response[str]:
    """Respond with a problem."""
    return _refused(refusal)


@app.exception_handler(RequestValidationError)
def refuse_invalid(error: RequestValidationError) -> Response[str]:
    """Respond to an invalid request."""
    return _refused(invalid(error.errors()))


@app.exception_handler(RequestUnsupportedContentType)
def refuse_media_type(_: RequestUnsupportedContentType) -> Response[str]:
    """Reject other media types than JSON."""
    return _refused(Refusal(415, "Send the body as application/json."))


@app.not_found
def refuse_path(_: NotFoundError) -> Response[str]:
    """Respond to an unknown path."""
    return _refused(Refusal(404, "The path doesn't exist."))


@app.exception_handler(Exception)
def fail(error: Exception) -> Response[str]:
    """Respond with 500, or with 503 if AWS is unavailable."""
    logger.error("The request could not be answered", exc_info=error, event="REQUEST_FAILED")
    return _problem(failed(error))


def _refused(refusal: Refusal) -> Response[str]:
    logger.info("Request refused", event="REQUEST_REFUSED", metadata={"status": refusal.status})
    return _problem(refusal)


def _problem(refusal: Refusal) -> Response[str]:
    request_context = app.current_event.request_context
    text = refusal.text(instance=str(request_context.path), request_id=str(request_context.request_id))
    return Response(refusal.status, MEDIA_TYPE, text, refusal.headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST, clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle an API Gateway event."""
    started = time.monotonic_ns()
    request_context = event["requestContext"]
    tracer.put_annotation("requestId", request_context["requestId"])
    logger.append_keys(userId=(request_context.get("authorizer") or {}).get("userId"))
    answer = app.resolve(event, context)
    for name, value in answer_headers(request_context["requestId"]).items():
        answer["multiValueHeaders"][name] = [value]
    milliseconds = (time.monotonic_ns() - started) // 1_000_000
    logger.info("Request answered", event="REQUEST_ANSWERED", duration=milliseconds, status=answer["statusCode"])
    return answer
