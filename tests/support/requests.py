"""Request bodies that every kind of test sends: registrations, products, orders."""

from typing import Any
from uuid import uuid4

UNKNOWN_ID = "01JD8QM3F5H7K9N1P3R5T7V9X1"
PASSWORD = "correct-horse-battery"
ADDRESS = {"street": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}


def registration(**changed: Any) -> dict[str, Any]:
    names = {"firstName": "Mallory", "lastName": "Archer"}
    return {"email": f"{uuid4().hex}@example.com", "password": PASSWORD, **names, **changed}


def card(token: str = "tok_visa") -> dict[str, str]:
    return {"type": "card", "token": token}


def line(product_id: str, quantity: int = 1) -> dict[str, Any]:
    return {"productId": product_id, "quantity": quantity}


def order_request(*lines: tuple[str, int], token: str = "tok_visa") -> dict[str, Any]:
    items = [line(product_id, quantity) for product_id, quantity in lines]
    return {"items": items, "shippingAddress": ADDRESS, "paymentMethod": card(token)}
