"""A customer's story on a deployed stage: ``python -m ops.end_to_end BASE_URL``.

Somebody registers, logs in, looks around, fills a cart, orders, orders the same again, cancels and leaves. It is good
in production, too: the card is the payment mock's, the e-mails go to the mail simulator, the order is cancelled, so
that its stock is back, whatever fails before. ``RUN`` names the run; what it makes stands in
``reports/e2e-<run>.jsonl``, by which `make purge` takes it away.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from local.config import CannotRun
from ops.http_checks import SECONDS, Answer, NotAsExpected, ask
from ops.journal import FOLDER, Journal
from ops.runs import Run, new_name
from ops.servers import servers_at

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADDRESS = {"street": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
_PAGES = 10


@dataclass(slots=True)
class Customer:
    """Somebody who has an account for this run alone."""

    base_url: str
    journal: Journal
    client: httpx.Client
    email: str = ""
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    product: str = ""
    order: str = ""

    def story(self) -> None:
        """Do it all, and say each step that went well.

        Raises
        ------
        NotAsExpected
            If a step didn't; what is left to be undone, is.
        """
        try:
            for step in (self._register, self._log_in, self._browse, self._fill_cart, self._order, self._cancel):
                step()
                print(f"good      {step.__name__.strip('_').replace('_', ' ')}", flush=True)
        except NotAsExpected as wrong:
            self._undo()
            raise NotAsExpected(f"FAILED    {step.__name__.strip('_').replace('_', ' ')}\n{wrong}") from wrong
        self._log_out()
        print("good      log out")

    def _ask(self, method: str, path: str, **request: Any) -> Answer:  # noqa: ANN401  # httpx's own
        return ask(self.client, method, self.base_url + path, **request)

    def _register(self) -> None:
        self.email = self.journal.run.new_address()
        self.journal.note(email=self.email)
        person = {"email": self.email, "password": self.password, "firstName": "End", "lastName": "To-End"}
        self._ask("POST", "/auth/register", json=person).has_status(201)

    def _log_in(self) -> None:
        answer = self._ask("POST", "/auth/login", json={"email": self.email, "password": self.password})
        self.client.headers["Authorization"] = f"Bearer {answer.has_status(200).value('accessToken')}"
        own = self._ask("GET", "/auth/me").has_status(200)
        own.is_expected(own.json().get("email") == self.email, f"the account {self.email}")

    def _browse(self) -> None:
        page: dict[str, str] = {}
        for _ in range(_PAGES):
            answer = self._ask("GET", "/products", params={"limit": "100", **page}).has_status(200)
            there = [item["productId"] for item in answer.items() if item.get("stock")]
            if there or "nextPage" not in answer.json():
                break
            page = {"page": answer.value("nextPage")}
        answer.is_expected(there, "a product with stock, so that it can be ordered")
        self.product = str(there[0])
        self._ask("GET", f"/products/{self.product}").has_status(200)

    def _fill_cart(self) -> None:
        self._ask("POST", "/cart/items", json={"productId": self.product, "quantity": 1}).has_status(200, 201)
        self._has_in_cart([self.product])

    def _order(self) -> None:
        first = self._place().has_status(201)
        self.order = str(first.value("orderId"))
        self.journal.note(order=self.order)
        first.is_expected(first.value("status") == "processing", "an order that is paid for: processing")
        again = self._place().has_status(201)
        replayed = again.response.headers.get("idempotency-replayed") == "true"
        again.is_expected(replayed and again.json() == first.json(), f"the same order {self.order}, replayed")
        self._has_in_cart([])

    def _place(self) -> Answer:
        order = {
            "items": [{"productId": self.product, "quantity": 1}],
            "shippingAddress": _ADDRESS,
            "paymentMethod": {"type": "card", "token": "tok_visa"},
        }
        return self._ask("POST", "/orders", json=order, headers={"Idempotency-Key": self.journal.run.tag})

    def _cancel(self) -> None:
        answer = self._ask("PUT", f"/orders/{self.order}/cancel").has_status(200)
        answer.is_expected(answer.value("status") == "cancelled", "the order, cancelled")
        status = self._ask("GET", f"/orders/{self.order}/status").has_status(200)
        status.is_expected(status.value("status") == "cancelled", "the order's status: cancelled")

    def _log_out(self) -> None:
        self._ask("POST", "/auth/logout").has_status(204)

    def _has_in_cart(self, products: Sequence[str]) -> None:
        answer = self._ask("GET", "/cart").has_status(200)
        held = [item["productId"] for item in answer.items()]
        answer.is_expected(held == products, f"a cart with {', '.join(products) or 'nothing'}")

    def _undo(self) -> None:
        """Give back the stock, as far as that can be done now; the purge does it otherwise."""
        if self.order:
            try:
                self._ask("PUT", f"/orders/{self.order}/cancel").has_status(200)
            except NotAsExpected as wrong:
                print(f"end-to-end: the order {self.order} still holds its stock:\n{wrong}", file=sys.stderr)


def main(arguments: Sequence[str]) -> int:
    """Play the story, say what came of it, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ops.end_to_end", description="Play a customer's story.")
    parser.add_argument("base_url", help="where the contract's paths begin: https://api.example.com/v1")
    parser.add_argument("--journals", type=Path, default=FOLDER, help="where to write down what is made")
    asked = parser.parse_args(arguments)
    try:
        storefront = servers_at(asked.base_url).storefront
        journal = Journal.of_run(Run("e2e", os.environ.get("RUN") or new_name()), asked.journals)
    except CannotRun as reason:
        print(f"end-to-end: {reason}", file=sys.stderr)
        return 2
    journal.begin()
    print(f"What is made stands in {journal.path}: `make purge STAGE=… RUN={journal.run.name}` takes it away.")
    with httpx.Client(timeout=SECONDS) as client:
        try:
            Customer(storefront, journal, client).story()
        except NotAsExpected as wrong:
            print(f"{wrong}\n\nend-to-end: here again: make end-to-end BASE_URL={storefront}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
