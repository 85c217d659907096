"""Every alarm has a page, and every command of a runbook runs as printed.

The commands are run by a shell in which ``aws``, ``bin/shop``, ``make`` and ``terraform`` record their arguments. These
are checked against botocore's models, the commands' options, the Makefile and the names that Terraform gives.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from ops.__main__ import unknown_words
from tests.aws_command import NoSuchCommand, parse
from tests.pages import ARGUMENTS, VERBS, Ran, commands, run

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "docs" / "runbooks"
PAGES = {page.stem: page.read_text() for page in sorted(FOLDER.glob("*.md"))}
ALARMS_TF = (ROOT / "terraform/modules/monitoring/alarms.tf").read_text()
# Prefix of an alarm's name, its page, its severity.
ALARM = re.compile(r'"([a-z0-9-]+?)(?:\$\{.*?\})?"\s+=>? \{\s+runbook\s+= "([a-z0-9-]+)"\s+severity\s+= "([a-z]+)"')
ALARMS: list[tuple[str, str, str]] = ALARM.findall(ALARMS_TF)
QUEUES = re.findall(r'name\s+= "([a-z-]+)"', (ROOT / "terraform/modules/notifications/queues.tf").read_text())
FUNCTIONS = [row["name"] for row in json.loads((ROOT / "terraform/functions.json").read_text()).values()]
NAMES = {f"ecommerce-dev-{name}" for name in [*FUNCTIONS, *QUEUES, "storefront", "partner", "restored"]}
# A message of any queue.
GIVEN_UP = {
    "requestPayload": {},
    "DDBStreamBatchInfo": {
        "streamArn": "arn:aws:dynamodb:us-east-1:000000000000:table/ecommerce-dev/stream/2026-11-29T00:00:00.000",
        "shardId": "shardId-00000001795910400000-0123abcd",
        "startSequenceNumber": "100000000000000000001",
        "endSequenceNumber": "100000000000000000002",
    },
    "source": "ecommerce",
    "detail-type": "OrderPlaced",
    "detail": {},
}
# Values that a page's commands read from responses.
RESPONSES = {
    "dynamodb get-item": '{"PK": {"S": "PRODUCT#1"}, "SK": {"S": "METADATA"}}',
    "dynamodbstreams get-records": json.dumps(
        [{"dynamodb": {"ApproximateCreationDateTime": "2026-11-29T12:00:00+00:00", "SequenceNumber": "7"}}]
    ),
    "lambda list-functions": "ecommerce-dev-order-create",
    "sqs receive-message": json.dumps({"Body": json.dumps(GIVEN_UP), "ReceiptHandle": "handle"}),
}


def section(page: str, title: str) -> str:
    """Return the text under a second-level heading, or an empty string."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Ran]]:
    """Each page's commands, run in one shell and in a folder of their own."""
    folders = {name: tmp_path_factory.mktemp(name) for name in PAGES}
    return {name: (folder, run(commands(PAGES[name]), folder, files=RESPONSES)) for name, folder in folders.items()}


def test_every_alarm_is_listed() -> None:
    assert len(ALARMS) == len(re.findall(r"\brunbook\s+= ", ALARMS_TF)) > 10


@pytest.mark.parametrize(("alarm", "page", "severity"), ALARMS)
def test_every_alarm_has_a_page_with_its_severity(alarm: str, page: str, severity: str) -> None:
    assert re.match(rf"# .+\n\n{severity.capitalize()}: .+\.\n", PAGES[page])


@pytest.mark.parametrize("page", sorted({page for _, page, _ in ALARMS}))
def test_alarms_page_has_meaning_commands_and_fix(page: str, tmp_path: Path) -> None:
    text = PAGES[page]

    assert re.findall("^## (.+)", text, re.MULTILINE) == ["Meaning", "First three commands", "Resolution"]
    assert all(section(text, title).strip() for title in ("Meaning", "Resolution"))
    first = run(commands(section(text, "First three commands")), tmp_path, files=RESPONSES)
    assert first.status == 0, first.errors
    assert len(first.calls) == 3
    # The first command names the alarm, by a prefix that an alarm has.
    assert first.calls[0][1:3] == ["cloudwatch", "describe-alarms"]
    prefix = first.calls[0][4].removeprefix("ecommerce-dev-")
    assert [name for name, own, _ in ALARMS if own == page and name.startswith(prefix)]


def test_index_links_every_page() -> None:
    assert set(re.findall(r"\]\(([a-z0-9-]+)\.md\)", PAGES["README"])) == set(PAGES) - {"README"}


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_resolve(page: str) -> None:
    for address in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        assert (FOLDER / address).is_file(), address


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_commands_is_parsed(page: str) -> None:
    assert PAGES[page].count("```") == 2 * len(commands(PAGES[page]))


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_a_page_run_with_only_the_stage_set(ran: dict[str, tuple[Path, Ran]], page: str) -> None:
    _, of_page = ran[page]

    assert of_page.status == 0, of_page.errors
    assert of_page.calls


@pytest.mark.parametrize("page", PAGES)
def test_aws_commands_of_a_page_exist(
    ran: dict[str, tuple[Path, Ran]], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, of_page = ran[page]
    monkeypatch.chdir(folder)

    for program, *words in of_page.calls:
        if program == "aws":
            parse(words)


@pytest.mark.parametrize("page", PAGES)
def test_make_has_every_verb_and_argument_of_a_page(ran: dict[str, tuple[Path, Ran]], page: str) -> None:
    for program, verb, *typed in ran[page][1].calls:
        if program == "make":
            assert verb in VERBS
            assert {name.partition("=")[0] for name in typed} <= ARGUMENTS


@pytest.mark.parametrize("page", PAGES)
def test_bin_shop_has_every_command_and_option_of_a_page(ran: dict[str, tuple[Path, Ran]], page: str) -> None:
    for program, *words in ran[page][1].calls:
        if program == "shop":
            assert unknown_words(words) == []


@pytest.mark.parametrize("page", PAGES)
def test_terraform_commands_name_an_existing_stage(ran: dict[str, tuple[Path, Ran]], page: str) -> None:
    for program, *words in ran[page][1].calls:
        if program == "terraform":
            chdir, verb, *_ = words
            assert (ROOT / chdir.removeprefix("-chdir=") / "main.tf").is_file()
            assert verb in {"apply", "plan"}


@pytest.mark.parametrize("page", PAGES)
def test_names_on_a_page_are_the_names_in_aws(ran: dict[str, tuple[Path, Ran]], page: str) -> None:
    for program, _, operation, *words in ran[page][1].calls:
        if program == "aws" and operation != "describe-alarms":
            assert set(re.findall(r"ecommerce-dev-[a-z0-9-]*[a-z0-9]", " ".join(words))) <= NAMES


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("dynamo describe-table", "no service dynamo"),
        ("s3 cp a b", "no service s3"),
        ("sqs", "a service and an operation"),
        ("dynamodb describe-tables", "no describe-tables"),
        ("dynamodb describe-table", "Missing required parameter"),
        ("dynamodb describe-table --table-name", "--table-name: expected one argument"),
        ("dynamodb describe-table --table-name a --index b", "unrecognized arguments: --index b"),
        ("dynamodb describe-table --table-name a --query [", "--query: invalid compile value"),
        ("dynamodb describe-table --table-name a --output xml", "--output: invalid choice: 'xml'"),
        ("dynamodb query --table-name a --select SOME", "it is one of ALL_ATTRIBUTES"),
        ("dynamodb query --table-name a --limit many", "can't be many"),
        ("dynamodb get-item --table-name a --key {", "can't be {"),
        ("dynamodb get-item --table-name a --key PK=1", "can't be PK=1"),
        ("dynamodb update-table --table-name a --on-demand-throughput Most", "is written Name=value"),
        ("dynamodb update-table --table-name a --on-demand-throughput Most=1", "has no Most"),
        ("dynamodb put-item --table-name a --item file://none.json", "can't be file://none.json"),
        ("dynamodb wait table-gone --table-name a", "no table-gone"),
        ("lambda invoke --function-name a", "required: outfile"),
        ("sqs purge-queue --queue-url a b", "unrecognized arguments: b"),
    ],
)
def test_invalid_aws_command_is_found(words: str, why: str) -> None:
    with pytest.raises(NoSuchCommand, match=re.escape(why)):
        parse(words.split())
