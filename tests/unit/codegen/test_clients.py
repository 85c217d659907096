"""The clients that are written from the contract, as far as it goes without Node; tests/sdk plays with them."""

import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml

from codegen.clients.__main__ import main
from codegen.clients.build import build_python
from codegen.clients.python.generate import python_files
from codegen.clients.typescript.generate import files_without_types
from codegen.contract import Contract, ContractError, load
from codegen.naming import snake_case
from ecommerce_api_client import AsyncShop, Shop
from tests.unit.codegen.documents import ROOT

CLIENTS = ROOT / "generated" / "clients"
# A refresh token is good for one use, so refreshing is left to the session.
METHODS = sorted(
    operation.operation_id
    for operation in load(ROOT / "openapi.yaml").operations
    if operation.operation_id != "refreshSession"
)


@pytest.fixture
def contract() -> Contract:
    return load(ROOT / "openapi.yaml")


def test_the_python_client_is_what_the_contract_gives() -> None:
    assert main(["python", "--check"]) == 0


def test_the_typescript_client_is_what_the_contract_gives_but_for_its_types(contract: Contract) -> None:
    written = {name: (CLIENTS / "typescript" / name).read_text() for name in files_without_types(contract)}

    assert written == files_without_types(contract)


def test_an_edited_a_missing_and_a_strange_file_are_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["python", "--output", str(tmp_path)]) == 0
    package = tmp_path / "python" / "ecommerce_api_client"
    (package / "shop.py").write_text("")
    (package / "models" / "order.py").unlink()
    (package / "models" / "strange.py").touch()

    assert main(["python", "--check", "--output", str(tmp_path)]) == 1

    told = capsys.readouterr().err
    assert all(f"client/{name} is not" in told for name in ("shop.py", "models/order.py", "models/strange.py"))
    assert len(told.splitlines()) == 3


@pytest.mark.parametrize("operation_id", METHODS)
def test_every_operation_is_a_method_of_that_name(operation_id: str) -> None:
    assert callable(getattr(Shop, snake_case(operation_id)))
    assert callable(getattr(AsyncShop, snake_case(operation_id)))
    assert f"  async {operation_id}(" in (CLIENTS / "typescript" / "src" / "operations.ts").read_text()


def test_every_list_can_be_gone_through() -> None:
    listed = {name for name in dir(Shop) if name.startswith("list_")}

    assert listed
    assert {name.replace("list_", "iterate_") for name in listed} <= set(dir(Shop))


def test_a_client_has_the_version_of_its_contract(contract: Contract) -> None:
    newer = Contract({**contract.document, "info": {**contract.document["info"], "version": "7.8.9"}})

    assert 'version = "7.8.9"' in python_files(newer)["pyproject.toml"]
    assert '"version": "7.8.9"' in files_without_types(newer)["package.json"]


def test_what_is_built_of_the_python_client_is_the_same_each_time(tmp_path: Path, contract: Contract) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    built = build_python(first)

    assert [path.read_bytes() for path in built] == [path.read_bytes() for path in build_python(second)]
    [wheel, sdist] = built
    assert wheel.name == f"ecommerce_api_client-{contract.version}-py3-none-any.whl"
    inside = zipfile.ZipFile(wheel).namelist()
    assert {"ecommerce_api_client/py.typed", "ecommerce_api_client/shop.py"} <= set(inside)
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/README.md") for name in archive.getnames())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("multipleOf: 0.01", "multipleOf: 0.5", "every number for money"),
        ("#/components/schemas/SessionPage'", "#/components/schemas/User'", "a page needs its items"),
    ],
)
def test_what_the_python_client_can_not_say_is_told_in_words(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "openapi.yaml"
    changed.write_text((ROOT / "openapi.yaml").read_text().replace(old, new))

    assert main(["python", "--check", "--contract", str(changed)]) == 1

    assert told in capsys.readouterr().err


def test_a_page_without_items_is_told_of_the_typescript_client_too() -> None:
    text = (ROOT / "openapi.yaml").read_text().replace("schemas/SessionPage'", "schemas/User'")

    with pytest.raises(ContractError, match="listSessions: a page needs its items"):
        files_without_types(Contract(yaml.safe_load(text)))
