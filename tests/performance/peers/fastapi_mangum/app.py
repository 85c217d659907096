"""Three operations of the contract, written as FastAPI's documentation recommends, behind Mangum.

Powertools' decorators for logs, metrics and traces wrap Mangum's handler, as in the other peer. The path functions are
coroutines although boto3 blocks in them: Lambda handles one event at a time, so they block no other, while a thread
would cost time and lose the trace.
"""

import time
import warnings
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.logging import correlation_paths
from botocore.exceptions import BotoCoreError, ClientError
from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from mangum import Mangum
from mangum.types import LambdaContext
from starlette.exceptions import HTTPException

import catalogue
from catalogue import Product, ProductCreate, ProductPage
from problems import MEDIA_TYPE, ProblemError, admin_only, failed, invalid, response_headers

# Not our functions' name: in the shop of the contract tests, they run in one process, and loggers are shared by name.
SERVICE = "ecommerce-peer"
logger = Logger(service=SERVICE)
tracer = Tracer(service=SERVICE)
metrics = Metrics(namespace="EcommerceAPI", service=SERVICE)
app = FastAPI(openapi_url=None)
# Only the first event has a metric.
warnings.filterwarnings("ignore", "No application metrics to publish*")


@app.get("/products/{product_id}", response_model=Product)
async def get_product(
    product_id: Annotated[str, Path(pattern=catalogue.PRODUCT_ID)],
    response: Response,
    if_none_match: Annotated[str | None, Header(pattern=catalogue.ENTITY_TAGS, max_length=700)] = None,
) -> Product | Response:
    product = catalogue.find_product(product_id)
    response.headers["ETag"] = product.etag
    if product.is_known(if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": product.etag})
    return product


@app.get("/products")
async def get_products(
    category: Annotated[str | None, Query(pattern=catalogue.CATEGORY)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    page: Annotated[str | None, Query(min_length=1, max_length=500, pattern=catalogue.PAGE_TOKEN)] = None,
) -> ProductPage:
    """List the active products, newest first, optionally of one category."""
    return catalogue.list_products(category, limit, page)


async def admins_only(request: Request) -> None:
    admin_only(_context(request).get("authorizer") or {})


async def json_only(request: Request) -> None:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise ProblemError(415, "Send the body as application/json.")


@app.post("/products", status_code=HTTPStatus.CREATED, dependencies=[Depends(admins_only), Depends(json_only)])
async def create_product(
    new: ProductCreate,
    request: Request,
    response: Response,
    idempotency_key: Annotated[str | None, Header(pattern=catalogue.IDEMPOTENCY_KEY)] = None,
) -> Product:
    caller = _context(request)["authorizer"]
    catalogue.check_admin(caller["userId"], caller["sessionId"])
    product, is_replay = catalogue.add_product(new, user_id=caller["userId"], key=idempotency_key)
    if is_replay:
        response.headers["Idempotency-Replayed"] = "true"
    logger.info("Product created", event="PRODUCT_CREATED", metadata={"productId": product.product_id})
    response.headers["ETag"] = product.etag
    response.headers["Location"] = f"{_context(request)['path']}/{product.product_id}"
    return product


@app.exception_handler(ProblemError)
async def reject(request: Request, problem: ProblemError) -> Response:
    logger.info("Request refused", event="REQUEST_REFUSED", metadata={"status": problem.status})
    return _respond(request, problem)


@app.exception_handler(RequestValidationError)
async def reject_invalid(request: Request, error: RequestValidationError) -> Response:
    return await reject(request, invalid(error.errors()))


@app.exception_handler(HTTPException)
async def reject_http_error(request: Request, error: HTTPException) -> Response:
    """Respond to FastAPI's own errors: an unreadable body, an unknown path or method."""
    return await reject(request, ProblemError(error.status_code, error.detail, headers=error.headers))


@app.exception_handler(BotoCoreError)
@app.exception_handler(ClientError)
@app.exception_handler(Exception)
async def fail(request: Request, error: Exception) -> Response:
    logger.error("The request failed", exc_info=error, event="REQUEST_FAILED")
    return _respond(request, failed(error))


def _respond(request: Request, problem: ProblemError) -> Response:
    context = _context(request)
    text = problem.text(instance=context["path"], request_id=context["requestId"])
    return Response(text, problem.status, problem.headers, MEDIA_TYPE)


def _context(request: Request) -> dict[str, Any]:
    context: dict[str, Any] = request.scope["aws.event"]["requestContext"]
    return context


run_app = Mangum(app, lifespan="off", text_mime_types=["application/json", MEDIA_TYPE])


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST, clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    started = time.monotonic_ns()
    request_context = event["requestContext"]
    tracer.put_annotation("requestId", request_context["requestId"])
    logger.append_keys(userId=(request_context.get("authorizer") or {}).get("userId"))
    response = run_app(event, context)
    response["headers"] |= response_headers(request_context["requestId"])
    milliseconds = (time.monotonic_ns() - started) // 1_000_000
    logger.info("Request answered", event="REQUEST_ANSWERED", duration=milliseconds, status=response["statusCode"])
    return response
