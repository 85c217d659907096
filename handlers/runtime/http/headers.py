"""Values of response headers that functions, API Gateway and the local gateway share."""

EXPOSED_HEADERS = "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed"
HSTS = "max-age=31536000; includeSubDomains"
