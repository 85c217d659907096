"""The pages that the links of e-mails about accounts lead to."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe

from local.gateway.mailbox import sent_mails
from tests.docs.conftest import LOOKS, visit
from tests.harness import eventually
from tests.support.requests import PASSWORD, registration

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.docs.conftest import Visit
    from tests.harness import RunningShop

NEW_PASSWORD = "staple-battery-horse"


def link(shop: RunningShop, email: str, page: str) -> str:
    """Return the path and the fragment of the newest link to a page in the e-mails to an address."""

    def links() -> list[str]:
        texts = [mail["text"] for mail in sent_mails(shop.config.aws_url) if mail["to"] == email]
        return [url for text in texts for url in re.findall(rf"http\S+/docs/account/{page}#token=\S+", text)]

    parts = urlsplit(eventually(links)[0])
    return f"{parts.path}#{parts.fragment}"


def register(shop: RunningShop) -> str:
    account = registration()
    httpx.post(f"{shop.storefront}/auth/register", json=account, timeout=300).raise_for_status()
    return str(account["email"])


def log_in(shop: RunningShop, email: str, password: str) -> httpx.Response:
    return httpx.post(f"{shop.storefront}/auth/login", json={"email": email, "password": password}, timeout=300)


def is_verified(shop: RunningShop, email: str, password: str) -> bool:
    token = log_in(shop, email, password).json()["accessToken"]
    me = httpx.get(f"{shop.storefront}/auth/me", headers={"Authorization": f"Bearer {token}"}, timeout=300)
    return bool(me.json()["emailVerified"])


def test_address_is_verified_by_the_page_and_not_by_its_opening(reader: Visit, shop: RunningShop) -> None:
    # Given the link of a registration's e-mail
    email = register(shop)
    page = reader.to(link(shop, email, "verify"))

    # Then opening it changes nothing, and the token is out of the address bar
    assert not is_verified(shop, email, PASSWORD)
    assert page.evaluate("location.hash") == ""

    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Your e-mail address is confirmed.").wait_for()
    assert is_verified(shop, email, PASSWORD)


def test_forgotten_password_is_reset_on_the_page(reader: Visit, shop: RunningShop) -> None:
    # Given an account, and its owner who requests a reset on the page
    email = register(shop)
    page = reader.to("/docs/account/reset-password")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the e-mail").click()
    page.get_by_text("an e-mail is on its way").wait_for()

    # When they follow its link and choose a new password
    page = reader.to(link(shop, email, "reset-password"))
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    page.get_by_text("Your password is changed.").wait_for()

    assert log_in(shop, email, PASSWORD).status_code == 401
    assert is_verified(shop, email, NEW_PASSWORD)


def test_address_is_changed_and_restored_on_the_pages(reader: Visit, shop: RunningShop) -> None:
    # Given a customer who verifies the address and requests a change
    old, new = register(shop), str(registration()["email"])
    page = reader.to(link(shop, old, "verify"))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Your e-mail address is confirmed.").wait_for()
    bearer = {"Authorization": f"Bearer {log_in(shop, old, PASSWORD).json()['accessToken']}"}
    body = {"newEmail": new, "currentPassword": PASSWORD}
    httpx.put(f"{shop.storefront}/users/email", json=body, headers=bearer, timeout=300).raise_for_status()

    # When the new address confirms, and the old one undoes the change
    page = reader.to(link(shop, new, "confirm-email"))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Your e-mail address is changed.").wait_for()
    assert is_verified(shop, new, PASSWORD)
    page = reader.to(link(shop, old, "undo-email"))
    page.get_by_role("button", name="Undo the change").click()
    page.get_by_text("Your e-mail address is restored").wait_for()

    # Then the old one has the account again, and the page leads to a reset
    assert log_in(shop, new, PASSWORD).status_code == 401
    page.get_by_role("link", name="Reset your password").click()
    page.get_by_role("button", name="Send the e-mail").wait_for()


def test_account_is_kept_on_the_page(reader: Visit, shop: RunningShop) -> None:
    # Given a customer who has requested the deletion of the account
    email = register(shop)
    bearer = {"Authorization": f"Bearer {log_in(shop, email, PASSWORD).json()['accessToken']}"}
    body = {"currentPassword": PASSWORD}
    httpx.post(f"{shop.storefront}/users/deletion", json=body, headers=bearer, timeout=300).raise_for_status()

    page = reader.to(link(shop, email, "undo-deletion"))
    assert log_in(shop, email, PASSWORD).status_code == 403
    page.get_by_role("button", name="Keep my account").click()
    page.get_by_text("Your account is kept.").wait_for()

    assert log_in(shop, email, PASSWORD).status_code == 200


def verify(reader: Visit, shop: RunningShop, email: str) -> None:
    page = reader.to(link(shop, email, "verify"))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Your e-mail address is confirmed.").wait_for()


def request_export(shop: RunningShop, email: str) -> None:
    """Request the export of an account, and wait for the e-mail about it."""
    bearer = {"Authorization": f"Bearer {log_in(shop, email, PASSWORD).json()['accessToken']}"}
    httpx.post(f"{shop.storefront}/users/data-export", headers=bearer, timeout=300).raise_for_status()

    def mails() -> list[str]:
        sent = [mail["text"] for mail in sent_mails(shop.config.aws_url) if mail["to"] == email]
        return [text for text in sent if "/docs/account/data-export" in text]

    eventually(mails)


def test_data_is_downloaded_on_the_page(reader: Visit, shop: RunningShop) -> None:
    # Given the e-mail about a customer's export
    email = register(shop)
    verify(reader, shop, email)
    request_export(shop, email)

    # When the customer logs in on its page and follows the link
    page = reader.to("/docs/account/data-export")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()

    # Then the file is the customer's own, and comes from the bucket
    reader.faults[:] = [fault for fault in reader.faults if f"requested {shop.config.aws_url}/" not in fault]
    assert download.value.suggested_filename == "data-export.json"
    assert json.loads(download.value.path().read_text())["profile"]["email"] == email


def test_page_requires_the_second_factor_of_the_account(reader: Visit, shop: RunningShop) -> None:
    # Given the export of a customer with a second factor
    email = register(shop)
    verify(reader, shop, email)
    request_export(shop, email)
    bearer = {"Authorization": f"Bearer {log_in(shop, email, PASSWORD).json()['accessToken']}"}
    secret = httpx.post(f"{shop.storefront}/users/mfa", headers=bearer, timeout=300).raise_for_status().json()["secret"]
    code = {"code": pyotp.TOTP(secret).now()}
    confirmed = httpx.post(f"{shop.storefront}/users/mfa/confirm", json=code, headers=bearer, timeout=300)
    recovery = confirmed.raise_for_status().json()["recoveryCodes"][0]

    # When the customer logs in on the page
    page = reader.to("/docs/account/data-export")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Code of your authenticator app").fill(recovery)
    page.get_by_role("button", name="Log in").click()

    page.get_by_role("link", name="Download the file").wait_for()
    # The 401 is expected: the browser logs it to its console.
    reader.faults[:] = [fault for fault in reader.faults if "401 (" not in fault]


def test_page_explains_a_link_that_is_no_longer_valid(reader: Visit) -> None:
    page = reader.to("/docs/account/verify#token=unknown")

    page.get_by_role("button", name="Confirm").click()

    page.get_by_text("This link is no longer valid").wait_for()
    # The 422 is expected: the browser logs it to its console.
    reader.faults[:] = [fault for fault in reader.faults if "422 (" not in fault]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "page", ["verify", "reset-password", "confirm-email", "undo-email", "undo-deletion", "data-export"]
)
@pytest.mark.parametrize("token", ["", "#token=x"])
def test_page_is_accessible(browser: Browser, shop: RunningShop, page: str, token: str, look: str) -> None:
    with visit(browser, shop.config.url, look) as begun:
        opened = begun.to(f"/docs/account/{page}{token}")
        found = Axe().run(opened).response["violations"]
        width = opened.evaluate("[document.documentElement.scrollWidth, innerWidth]")

    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []
    assert width[0] <= width[1], "it is wider than the screen"
