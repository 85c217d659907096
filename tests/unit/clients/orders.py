"""An order, and the shop's response to it."""

from ecommerce_api_client.models import OrderItemRequest, OrderRequest, PaymentMethod, ShippingAddress
from tests.unit.clients.fake_shop import PRODUCT_ID

ORDER = OrderRequest(
    items=[OrderItemRequest(product_id=PRODUCT_ID, quantity=1)],
    shipping_address=ShippingAddress(street="12 St James's Square", city="London", postal_code="SW1Y", country="GB"),
    payment_method=PaymentMethod(type_="card", token="tok_visa"),
)
PLACED = {
    "orderId": "01JD8QP9G1H3J5K7M9N1P3Q5R7",
    "userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E8",
    "items": [],
    "totalAmount": 0.07,
    "currency": "USD",
    "status": "processing",
    "shippingAddress": ORDER.shipping_address.to_dict(),
    "createdAt": "2026-11-22T09:30:00.000Z",
    "updatedAt": "2026-11-22T09:30:00.000Z",
    "allowedActions": [],
}
