"""createImageUpload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.image_upload import ImageUpload
from handlers.adapters.images import image_store
from handlers.domain.audit import image_upload_entry
from handlers.domain.clock import timestamp
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, created
from handlers.store.audit import add_entry
from handlers.store.products import find_any_product
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.create_image_upload_parameters import CreateImageUploadParameters
    from generated.requests.image_upload_create import ImageUploadCreate
    from handlers.runtime.http.request import Request


@operation("createImageUpload")
def handler(request: Request[CreateImageUploadParameters, ImageUploadCreate]) -> Response:
    """Return a presigned form to upload the picture of a product, active or not."""
    check_admin(request.principal)
    product = find_any_product(request.parameters.id)
    body, origin = request.body, origin_of(request)
    form = image_store.create_upload_form(product.product_id, content_type=body.content_type, size=body.size)
    add_entry(image_upload_entry(origin, product.product_id, form.image.image_id, form.image.key))
    observability.log("IMAGE_UPLOAD_ALLOWED", "Upload form created", productId=product.product_id)
    upload = ImageUpload(url=form.url, fields=form.fields, expires_at=timestamp(form.expires_at))
    return created(upload, location=request.url_of(f"/products/{product.product_id}"))
