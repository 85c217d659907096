"""A Java client that openapi-generator makes of the contract registers and orders. Needs a JDK; not in `make test`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from ops.tool_environments import tool_environment
from tests.contract.document import FILE

if TYPE_CHECKING:
    from tests.harness import RunningShop

HERE = Path(__file__).parent
# Names of the packages, and annotations of Java without further packages.
OPTIONS = "invokerPackage=shop,apiPackage=shop.api,modelPackage=shop.model,openApiNullable=false,useJakartaEe=false"

pytestmark = pytest.mark.skipif(shutil.which("javac") is None, reason="needs a JDK")


@pytest.fixture(scope="module")
def generator() -> Path:
    """The generator's jar, which contains the packages that a generated client needs."""
    python = tool_environment(ROOT / ".cache" / "java-client", HERE / "generator.txt")
    [jar] = python.parents[1].glob("lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar")
    return jar


def run(*command: str | Path) -> str:
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def test_contract_is_valid_to_openapi_generator(generator: Path) -> None:
    assert "No validation issues detected." in run("java", "-jar", generator, "validate", "-i", FILE)


def test_generated_client_registers_and_orders(generator: Path, shop: RunningShop, tmp_path: Path) -> None:
    # Given the client, compiled with a program that uses it
    client, classes = tmp_path / "client", tmp_path / "classes"
    native = ("-g", "java", "--library", "native", f"--additional-properties={OPTIONS}")
    run("java", "-jar", generator, "generate", "-i", FILE, "-o", client, *native)
    sources = [*client.glob("src/main/**/*.java"), *HERE.glob("*.java")]
    run("javac", "-proc:none", "-cp", generator, "-d", classes, *sources)

    printed = run("java", "-cp", f"{classes}:{generator}", "Story", shop.storefront)

    assert printed.splitlines() == [
        "mistake 400",
        "registered customer",
        "order processing",
        "found true",
        "exact true",
    ]
