"""The event function that sets an uploaded picture as its product's picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from handlers.adapters.images import parse_image_key
from handlers.domain.errors import NotFound, PreconditionFailed
from handlers.runtime import observability
from handlers.runtime.invocation import event_function
from handlers.store.product_images import set_image

if TYPE_CHECKING:
    from collections.abc import Mapping


@event_function("attach_product_image")
def handler(event: Mapping[str, Any]) -> None:
    """Set the picture of the product of each object in an S3 event, which may be repeated or out of order."""
    for record in event.get("Records", []):
        # S3 form-encodes the keys in its events.
        _attach(unquote_plus(record["s3"]["object"]["key"]))


def _attach(key: str) -> None:
    image = parse_image_key(key)
    if image is None:
        observability.log_warning("IMAGE_IGNORED", "The object isn't a product's picture")
        return
    try:
        set_image(image.product_id, image.image_id, image.key)
    except (NotFound, PreconditionFailed) as error:
        reason = type(error).__name__
        observability.log("IMAGE_IGNORED", "The picture is outdated", productId=image.product_id, reason=reason)
        return
    observability.log("IMAGE_ATTACHED", "Picture attached", productId=image.product_id)
