import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.__main__ import main
from tests.unit.codegen.documents import ROOT


def contract_with(tmp_path: Path, old: str, new: str) -> Path:
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "openapi.yaml"
    changed.write_text(text.replace(old, new), encoding="utf-8")
    return changed


def test_generated_is_what_the_contract_gives() -> None:
    assert main(["--check"]) == 0


def test_a_changed_contract_is_drift_and_the_files_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = contract_with(tmp_path, "maximum: 5242880", "maximum: 5242881")

    assert main(["--check", "--contract", str(changed)]) == 1

    named = {line.split(" ")[0] for line in capsys.readouterr().err.splitlines()}
    assert named == {
        "generated/api_gateway.partner.json",
        "generated/api_gateway.storefront.json",
        "generated/models/image_upload_create.py",
        "generated/openapi.json",
    }


def test_an_edited_a_missing_and_a_strange_file_are_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "generated"
    assert main(["--output", str(output)]) == 0
    assert main(["--output", str(output), "--check"]) == 0
    (output / "base.py").write_text("", encoding="utf-8")
    (output / "models/product.py").unlink()
    (output / "models/strange.py").touch()

    assert main(["--output", str(output), "--check"]) == 1

    told = capsys.readouterr().err
    assert all(f"generated/{name} " in told for name in ("base.py", "models/product.py", "models/strange.py"))


def test_writing_removes_what_the_contract_no_longer_gives_but_no_clients(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/gone.py").touch()
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients/client.py").touch()

    main(["--output", str(tmp_path)])

    assert not (tmp_path / "models/gone.py").exists()
    assert (tmp_path / "clients/client.py").exists()


def test_output_depends_on_nothing_but_the_contract(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, "", "")
    command = [sys.executable, "-m", "codegen", "--contract", str(contract), "--output", str(tmp_path / "generated")]
    surroundings = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}

    subprocess.run(command, cwd=tmp_path, env=surroundings, check=True)

    written = {path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / "generated").rglob("*.*")}
    assert written == {path: (ROOT / path).read_bytes() for path in written}


def test_it_runs_before_anything_was_generated() -> None:
    script = "import sys; sys.modules['generated'] = None; import codegen.__main__"

    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("$ref: '#/components/schemas/LoginRequest'", "type: object", "POST /auth/login: the request body's schema"),
        ("#/components/schemas/EntityTags'", "#/components/schemas/Nothing'", "leads nowhere"),
        ("    Stock:\n", "    UpdateProductParameters: {}\n    Stock:\n", "schemas/UpdateProductParameters: "),
    ],
)
def test_a_contract_that_cannot_be_generated_is_told_in_words(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check", "--contract", str(contract_with(tmp_path, old, new))]) == 1

    assert told in capsys.readouterr().err
