"""The e-mails about an order: placed, cancelled, completed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from handlers.domain.orders import Address, Order
    from handlers.notifications.order_changes import OrderEvent


@dataclass(frozen=True, slots=True)
class OrderEmail:
    """A rendered e-mail, as plain text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Template:
    subject: str
    introduction: str


_TEMPLATES: Mapping[OrderEvent, _Template] = {
    "OrderPlaced": _Template(
        "Your order {} is confirmed",
        "Thank you for your order {}. We have received your payment and are preparing your order.",
    ),
    "OrderCancelled": _Template(
        "Your order {} is cancelled",
        "Your order {} has been cancelled. We are refunding your payment in full.",
    ),
    "OrderCompleted": _Template(
        "Your order {} is complete",
        "Your order {} is complete. Thank you for shopping with us.",
    ),
}


def render_order_email(event: OrderEvent, order: Order, *, first_name: str) -> OrderEmail:
    """Return the e-mail that informs a customer about an order.

    Parameters
    ----------
    event : OrderEvent
        The event. Only the confirmation contains the shipping address.
    order : Order
        The order after the event.
    first_name : str
        The customer's first name.
    """
    template = _TEMPLATES[event]
    ship_to = order.shipping_address if event == "OrderPlaced" else None
    greeting = f"Hello {first_name},"
    introduction = template.introduction.format(order.order_id)
    return OrderEmail(
        subject=template.subject.format(order.order_id),
        text=_text(order, greeting=greeting, introduction=introduction, ship_to=ship_to),
        html=_html(order, greeting=greeting, introduction=introduction, ship_to=ship_to),
    )


def _text(order: Order, *, greeting: str, introduction: str, ship_to: Address | None) -> str:
    lines = [
        f"  {line.quantity} x {line.product_name}\n"
        f"    Unit price: {_amount(line.price)}, subtotal: {_amount(line.subtotal)}"
        for line in order.items
    ]
    total = f"Total: {_amount(order.total_amount)} {order.currency}"
    address = [] if ship_to is None else ["", "Ship to:", *(f"  {line}" for line in _address_lines(ship_to))]
    return "\n".join([greeting, "", introduction, "", *lines, "", total, *address, ""])


def _html(order: Order, *, greeting: str, introduction: str, ship_to: Address | None) -> str:
    rows = [
        f"<tr><td>{line.quantity}</td><td>{escape(line.product_name)}</td>"
        f'<td align="right">{_amount(line.price)}</td><td align="right">{_amount(line.subtotal)}</td></tr>'
        for line in order.items
    ]
    total = f"{_amount(order.total_amount)} {escape(order.currency)}"
    address = "" if ship_to is None else f"<p>Ship to:<br>{'<br>'.join(map(escape, _address_lines(ship_to)))}</p>\n"
    return (
        f"<p>{escape(greeting)}</p>\n<p>{escape(introduction)}</p>\n"
        '<table cellpadding="4">\n'
        '<tr><th align="left">Quantity</th><th align="left">Product</th>'
        '<th align="right">Unit price</th><th align="right">Subtotal</th></tr>\n'
        + "\n".join(rows)
        + f'\n<tr><th></th><th align="left">Total</th><th></th><th align="right">{total}</th></tr>\n</table>\n{address}'
    )


def _address_lines(address: Address) -> tuple[str, ...]:
    return address.street, f"{address.postal_code} {address.city}", address.country


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}"
