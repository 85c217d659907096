"""The generated clients, as far as they need no Node; tests/sdk uses them."""

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
from local.config import ROOT

CLIENTS = ROOT / "generated" / "clients"
# A refresh token is valid once, so only the session refreshes.
METHODS = sorted(
    operation.operation_id
    for operation in load(ROOT / "openapi.yaml").operations
    if operation.operation_id != "refreshSession"
)


@pytest.fixture
def contract() -> Contract:
    return load(ROOT / "openapi.yaml")


def test_python_client_is_up_to_date() -> None:
    assert main(["python", "--check"]) == 0


def test_typescript_client_is_up_to_date_except_for_its_types(contract: Contract) -> None:
    written = {name: (CLIENTS / "typescript" / name).read_text() for name in files_without_types(contract)}

    assert written == files_without_types(contract)


def test_edited_missing_and_stale_files_are_outdated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["python", "--output", str(tmp_path)]) == 0
    package = tmp_path / "python" / "ecommerce_api_client"
    (package / "shop.py").write_text("")
    (package / "models" / "order.py").unlink()
    (package / "models" / "stale.py").touch()

    assert main(["python", "--check", "--output", str(tmp_path)]) == 1

    errors = capsys.readouterr().err
    assert all(f"client/{name} is out of date" in errors for name in ("shop.py", "models/order.py", "models/stale.py"))
    assert len(errors.splitlines()) == 3


@pytest.mark.parametrize("operation_id", METHODS)
def test_every_operation_is_a_method(operation_id: str) -> None:
    assert callable(getattr(Shop, snake_case(operation_id)))
    assert callable(getattr(AsyncShop, snake_case(operation_id)))
    assert f"  async {operation_id}(" in (CLIENTS / "typescript" / "src" / "operations.ts").read_text()


def test_every_list_has_an_iterator() -> None:
    listed = {name for name in dir(Shop) if name.startswith("list_")}

    assert listed
    assert {name.replace("list_", "iterate_") for name in listed} <= set(dir(Shop))


def test_client_has_the_version_of_its_contract(contract: Contract) -> None:
    newer = Contract({**contract.document, "info": {**contract.document["info"], "version": "7.8.9"}})

    assert 'version = "7.8.9"' in python_files(newer)["pyproject.toml"]
    assert '"version": "7.8.9"' in files_without_types(newer)["package.json"]


def test_build_of_the_python_client_is_reproducible(tmp_path: Path, contract: Contract) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    built = build_python(first)

    assert [path.read_bytes() for path in built] == [path.read_bytes() for path in build_python(second)]
    [wheel, sdist] = built
    # Python writes a pre-release as 1.0.0.dev1 (PEP 440).
    assert wheel.name == f"ecommerce_api_client-{contract.version.replace('-dev.', '.dev')}-py3-none-any.whl"
    inside = zipfile.ZipFile(wheel).namelist()
    assert {"ecommerce_api_client/py.typed", "ecommerce_api_client/shop.py"} <= set(inside)
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/README.md") for name in archive.getnames())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("multipleOf: 0.01", "multipleOf: 0.5", "every number as money"),
        ("#/components/schemas/SessionPage'", "#/components/schemas/User'", "a page needs `items`"),
        (
            "schemas/Order'\n              example:\n",
            "schemas/User'\n              example:\n",
            "create_order: all successes need the same schema",
        ),
        ("pattern: '^[a-z0-9][a-z0-9-]{0,49}$'", "", "the path parameter category needs a pattern"),
        ("'^[a-z0-9][a-z0-9-]{0,49}$'", "'[a-z0-9]'", "the path parameter category needs a pattern"),
        ("'^[a-z0-9][a-z0-9-]{0,49}$'", "'^[a-z.]+$'", "that excludes dot segments and slashes"),
        (
            "application/json:\n              schema:\n                $ref: '#/components/schemas/Health'",
            "text/plain:\n              schema:\n                $ref: '#/components/schemas/Health'",
            "getHealth, 200: a response must be application/json of a $ref",
        ),
    ],
)
def test_contract_that_python_clients_cannot_represent_is_an_error(
    old: str, new: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "openapi.yaml"
    changed.write_text((ROOT / "openapi.yaml").read_text().replace(old, new))

    assert main(["python", "--check", "--contract", str(changed)]) == 1

    assert message in capsys.readouterr().err


def test_page_without_items_is_an_error_of_the_typescript_client() -> None:
    text = (ROOT / "openapi.yaml").read_text().replace("schemas/SessionPage'", "schemas/User'")

    with pytest.raises(ContractError, match="listSessions: a page needs `items`"):
        files_without_types(Contract(yaml.load(text, yaml.CSafeLoader)))
