"""README.md's first session, typed into a shell as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest

from handlers.runtime import json_text
from local.place import ROOT
from tests.harness import new_place, running_shop

_END = "----"

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="the README's session is typed into bash, and runs curl"
)


def _commands() -> list[str]:
    """Return the session's commands, one a line, without the line that says where the shop is."""
    section = (ROOT / "README.md").read_text().partition("## A first session\n")[2]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block is not None
    lines = [line for line in block[1].splitlines() if line and not line.startswith("#")]
    assert lines[0].startswith("API=")
    return lines[1:]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the commands that print something printed, in a shop that nobody has used."""
    with running_shop(new_place(tmp_path_factory.mktemp("readme"))) as shop:
        steps = [f"API={shop.storefront}", *(f"{command}\nprintf '\\n{_END}\\n'" for command in _commands())]
        session = subprocess.run(
            ["bash", "-euo", "pipefail"], input="\n".join(steps), capture_output=True, text=True, check=False
        )
    assert session.returncode == 0, session.stderr
    assert session.stderr == ""
    printed = (text.strip() for text in session.stdout.split(_END))
    return [json_text.parse(text) for text in printed if text]


def test_session_prints_one_answer_a_step(answers: list[Any]) -> None:
    assert len(answers) == 8


def test_anyone_may_browse(answers: list[Any]) -> None:
    everything, books = answers[:2]

    assert len(everything["items"]) == len(books["items"]) == 2
    assert {product["category"] for product in books["items"]} == {"books"}
    assert everything["nextPage"]


def test_ada_registers_logs_in_and_takes_another_name(answers: list[Any]) -> None:
    registered, myself, renamed = answers[2:5]

    assert registered["email"] == "ada@example.com"
    assert registered["role"] == "customer"
    assert myself == registered
    assert renamed["userId"] == registered["userId"]
    assert (renamed["firstName"], renamed["lastName"]) == ("Ada", "King")


def test_a_customer_is_told_why_the_catalogue_is_not_hers(answers: list[Any]) -> None:
    problem = answers[5]

    assert problem["status"] == 403
    assert problem["type"].endswith("/forbidden")
    assert problem["detail"]


def test_the_admin_keeps_the_catalogue(answers: list[Any]) -> None:
    updated, read = answers[6:]

    assert read == updated
    assert read["name"] == "Tea cup"
    assert str(read["price"]) == "6.95"
    assert read["stock"] == 25
