from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from handlers.domain.products import ProductDetails, new_product
from handlers.products import create_image_upload
from tests.fakes import FakeImageStore
from tests.lambda_events import ADMIN, context, proxy_event

if TYPE_CHECKING:
    import pytest

    from handlers.domain.audit import AuditEntry

DESK = ProductDetails(
    name="Desk", description=None, price=Decimal("499.95"), currency="EUR", category="furniture", is_active=True
)


def test_form_is_for_the_product_type_and_size_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = new_product(DESK, stock=3)
    monkeypatch.setattr(create_image_upload, "image_store", FakeImageStore())
    monkeypatch.setattr(create_image_upload, "check_admin", lambda _: None)
    monkeypatch.setenv("TRUSTED_PROXIES", "0")
    entries: list[AuditEntry] = []
    monkeypatch.setattr(create_image_upload, "add_entry", entries.append)
    monkeypatch.setattr(create_image_upload, "find_any_product", {desk.product_id: desk}.__getitem__)
    event = proxy_event(
        "createImageUpload",
        body={"contentType": "image/png", "size": 1234},
        path={"id": desk.product_id},
        authorizer=ADMIN,
    )

    response = create_image_upload.handler(event, context())

    upload = json.loads(response["body"])
    assert response["statusCode"] == 201
    assert upload["fields"] == {
        "key": f"products/{desk.product_id}/picture",
        "Content-Type": "image/png",
        "size": "1234",
    }
    assert [(entry.action, entry.target) for entry in entries] == [
        ("product.image-upload-allowed", f"product:{desk.product_id}")
    ]
