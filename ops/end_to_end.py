"""A customer's session on a deployed stage: ``bin/shop end-to-end``.

A customer registers, logs in, browses, fills a cart, orders, repeats the order's request, cancels and logs out. It is
safe in production: the card is a test card, the e-mails go to SES's mailbox simulator, and the order is cancelled
also if a step fails or the run is interrupted, which returns its stock. ``reports/e2e-<run>.jsonl`` lists what the run
created, for ``bin/shop purge``.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click
import httpx

from ops.cli import CannotRun
from ops.http_checks import SECONDS, CheckedResponse, CheckFailed, send
from ops.journal import Journal, Run, journals_option, run_option
from ops.servers import servers_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ADDRESS = {"street": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
_PAGES = 10


@dataclass(slots=True)
class Customer:
    """A customer with an account for this run alone."""

    base_url: str
    journal: Journal
    client: httpx.Client
    email: str = ""
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    product: str = ""
    order: str = ""

    def run(self) -> None:
        """Run each step and print it; if one fails or is interrupted, cancel the order and raise the error."""
        try:
            for step in (self._register, self._log_in, self._browse, self._fill_cart, self._order, self._cancel):
                step()
                click.echo(f"ok        {step.__name__.strip('_').replace('_', ' ')}")
        except CheckFailed as failure:
            raise CheckFailed(f"FAILED    {step.__name__.strip('_').replace('_', ' ')}\n{failure}") from failure
        finally:
            self._undo()
        self._log_out()
        click.echo("ok        log out")

    def _send(self, method: str, path: str, **request: Any) -> CheckedResponse:  # noqa: ANN401  # httpx's own
        return send(self.client, method, self.base_url + path, **request)

    def _register(self) -> None:
        self.email = self.journal.run.new_address()
        self.journal.note(email=self.email)
        account = {"email": self.email, "password": self.password, "firstName": "End", "lastName": "To-End"}
        self._send("POST", "/auth/register", json=account).expect_status(201)

    def _log_in(self) -> None:
        response = self._send("POST", "/auth/login", json={"email": self.email, "password": self.password})
        self.client.headers["Authorization"] = f"Bearer {response.expect_status(200).value('accessToken')}"
        own = self._send("GET", "/auth/me").expect_status(200)
        own.expect(own.json().get("email") == self.email, f"the account {self.email}")

    def _browse(self) -> None:
        page: dict[str, str] = {}
        for _ in range(_PAGES):
            response = self._send("GET", "/products", params={"limit": "100", **page}).expect_status(200)
            in_stock = [item["productId"] for item in response.items() if item.get("stock")]
            if in_stock or "nextPage" not in response.json():
                break
            page = {"page": response.value("nextPage")}
        response.expect(in_stock, "a product with stock, to order")
        self.product = str(in_stock[0])
        self._send("GET", f"/products/{self.product}").expect_status(200)

    def _fill_cart(self) -> None:
        self._send("POST", "/cart/items", json={"productId": self.product, "quantity": 1}).expect_status(200, 201)
        self._check_cart([self.product])

    def _order(self) -> None:
        first = self._place().expect_status(201)
        self.order = str(first.value("orderId"))
        self.journal.note(order=self.order)
        first.expect(first.value("status") == "processing", "a paid order: processing")
        second = self._place().expect_status(201)
        replayed = second.raw.headers.get("idempotency-replayed") == "true"
        second.expect(replayed and second.json() == first.json(), f"the same order {self.order}, replayed")
        self._check_cart([])

    def _place(self) -> CheckedResponse:
        order = {
            "items": [{"productId": self.product, "quantity": 1}],
            "shippingAddress": _ADDRESS,
            "paymentMethod": {"type": "card", "token": "tok_visa"},
        }
        return self._send("POST", "/orders", json=order, headers={"Idempotency-Key": self.journal.run.tag})

    def _cancel(self) -> None:
        response = self._send("PUT", f"/orders/{self.order}/cancel").expect_status(200)
        response.expect(response.value("status") == "cancelled", "the order, cancelled")
        status = self._send("GET", f"/orders/{self.order}/status").expect_status(200)
        status.expect(status.value("status") == "cancelled", "the order's status: cancelled")
        self.order = ""

    def _log_out(self) -> None:
        self._send("POST", "/auth/logout").expect_status(204)

    def _check_cart(self, products: Sequence[str]) -> None:
        response = self._send("GET", "/cart").expect_status(200)
        product_ids = [item["productId"] for item in response.items()]
        response.expect(product_ids == products, f"a cart with {', '.join(products) or 'nothing'}")

    def _undo(self) -> None:
        """Cancel the order, which returns its stock; if that fails, the purge cancels it or names it."""
        if self.order:
            try:
                self._send("PUT", f"/orders/{self.order}/cancel").expect_status(200)
            except CheckFailed as failure:
                click.echo(f"The order {self.order} still holds its stock:\n{failure}", err=True)


@click.command()
@click.argument("base_url")
@run_option
@journals_option
def end_to_end(base_url: str, run: str, journals: Path) -> None:
    """Register, order and cancel on a deployment, as a customer does.

    BASE_URL is where the storefront's paths begin, such as https://api.example.com/v1.
    """
    storefront = servers_at(base_url).storefront
    journal = Journal.of_run(Run("e2e", run), journals)
    journal.begin()
    click.echo(f"{journal.path} lists what this run creates. To delete it: bin/shop purge --stage … --run {run}")
    with httpx.Client(timeout=SECONDS) as client:
        try:
            Customer(storefront, journal, client).run()
        except CheckFailed as failure:
            raise CannotRun(f"a step failed\n{failure}") from failure
