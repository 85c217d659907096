"""The samples of the clients' READMEs, adapted to a running shop."""

from __future__ import annotations

import re

from local.config import ROOT
from local.sample_shop import CUSTOMER
from tests.harness import RunningShop


def sample(client: str, language: str, shop: RunningShop) -> str:
    """Return the sample of a client's README with the address and credentials of the running shop."""
    [text] = re.findall(
        rf"```{language}\n(.*?)```", (ROOT / "generated/clients" / client / "README.md").read_text(), re.DOTALL
    )
    replacements = {
        "https://api.example.com/v1": shop.storefront,
        "ada@example.com": CUSTOMER.email,
        "correct-horse-battery": CUSTOMER.password,
    }
    for placeholder, value in replacements.items():
        assert placeholder in text
        text = text.replace(placeholder, value)
    return str(text)
