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
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

import catalogue
from catalogue import Product, ProductCreate, ProductPage
from problems import MEDIA_TYPE, ProblemError, admin_only, failed, invalid, response_headers

# Not our functions' name: in the shop of the contract tests, they run in one process, and loggers are shared by name.
SERVICE = "ecommerce-peer"
logger = Logger(service=SERVICE)
tracer = Tracer(service=SERVICE)
metrics = Metrics(namespace="EcommerceAPI", service=SERVICE)
app = APIGatewayRestResolver(enable_validation=True)
# Only the first event has a metric.
warnings.filterwarnings("ignore", "No application metrics to publish*")


@app.get("/products/<product_id>")
def get_product(
    product_id: Annotated[str, Path(pattern=catalogue.PRODUCT_ID)],
    if_none_match: Annotated[
        str | None, Header(alias="If-None-Match", pattern=catalogue.ENTITY_TAGS, max_length=700)
    ] = None,
) -> Response[Product | None]:
    product = catalogue.find_product(product_id)
    headers = {"ETag": product.etag}
    if product.is_known(if_none_match):
        return Response(HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(HTTPStatus.OK, content_types.APPLICATION_JSON, product, headers)


@app.get("/products")
def get_products(
    category: Annotated[str | None, Query(pattern=catalogue.CATEGORY)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    page: Annotated[str | None, Query(min_length=1, max_length=500, pattern=catalogue.PAGE_TOKEN)] = None,
) -> ProductPage:
    """List the active products, newest first, optionally of one category."""
    return catalogue.list_products(category, limit, page)


def admins_only(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response[Any]:
    admin_only(app.current_event.request_context.authorizer.get_context() or {})
    return next_middleware(app)


@app.post("/products", middlewares=[admins_only])
def create_product(
    product_create: ProductCreate,
    key: Annotated[str | None, Header(alias="Idempotency-Key", pattern=catalogue.IDEMPOTENCY_KEY)] = None,
) -> Response[Product]:
    caller = app.current_event.request_context.authorizer.get_context()
    catalogue.check_admin(caller["userId"], caller["sessionId"])
    product, is_replay = catalogue.add_product(product_create, user_id=caller["userId"], key=key)
    logger.info("Product created", event="PRODUCT_CREATED", metadata={"productId": product.product_id})
    location = f"{app.current_event.request_context.path}/{product.product_id}"
    headers = {"ETag": product.etag, "Location": location} | ({"Idempotency-Replayed": "true"} if is_replay else {})
    return Response(HTTPStatus.CREATED, content_types.APPLICATION_JSON, product, headers)


@app.exception_handler(ProblemError)
def reject(problem: ProblemError) -> Response[str]:
    return _reject(problem)


@app.exception_handler(RequestValidationError)
def reject_invalid(error: RequestValidationError) -> Response[str]:
    return _reject(invalid(error.errors()))


@app.exception_handler(RequestUnsupportedContentType)
def reject_media_type(_: RequestUnsupportedContentType) -> Response[str]:
    return _reject(ProblemError(415, "Send the body as application/json."))


@app.not_found
def reject_path(_: NotFoundError) -> Response[str]:
    return _reject(ProblemError(404, "The path doesn't exist."))


@app.exception_handler(Exception)
def fail(error: Exception) -> Response[str]:
    logger.error("The request failed", exc_info=error, event="REQUEST_FAILED")
    return _respond(failed(error))


def _reject(problem: ProblemError) -> Response[str]:
    logger.info("Request refused", event="REQUEST_REFUSED", metadata={"status": problem.status})
    return _respond(problem)


def _respond(problem: ProblemError) -> Response[str]:
    request_context = app.current_event.request_context
    text = problem.text(instance=str(request_context.path), request_id=str(request_context.request_id))
    return Response(problem.status, MEDIA_TYPE, text, problem.headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST, clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    started = time.monotonic_ns()
    request_context = event["requestContext"]
    tracer.put_annotation("requestId", request_context["requestId"])
    logger.append_keys(userId=(request_context.get("authorizer") or {}).get("userId"))
    response = app.resolve(event, context)
    for name, value in response_headers(request_context["requestId"]).items():
        response["multiValueHeaders"][name] = [value]
    milliseconds = (time.monotonic_ns() - started) // 1_000_000
    logger.info("Request answered", event="REQUEST_ANSWERED", duration=milliseconds, status=response["statusCode"])
    return response
