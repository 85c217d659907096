import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.__main__ import main
from local.config import ROOT


def contract_with(tmp_path: Path, old: str, new: str) -> Path:
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "openapi.yaml"
    changed.write_text(text.replace(old, new), encoding="utf-8")
    return changed


def test_generated_files_are_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_changed_contract_lists_the_outdated_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = contract_with(tmp_path, "maximum: 5242880", "maximum: 5242881")

    assert main(["--check", "--contract", str(changed)]) == 1

    listed = {line.split(" ")[0] for line in capsys.readouterr().err.splitlines()}
    assert listed == {
        "generated/api_gateway.partner.json",
        "generated/api_gateway.storefront.json",
        "generated/models/image_upload_create.py",
        "generated/openapi.json",
        "generated/requests/image_upload_create.py",
    }


def test_edited_missing_and_stale_files_are_outdated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "generated"
    assert main(["--output", str(output)]) == 0
    assert main(["--output", str(output), "--check"]) == 0
    (output / "base.py").write_text("", encoding="utf-8")
    (output / "models/product.py").unlink()
    (output / "models/stale.py").touch()

    assert main(["--output", str(output), "--check"]) == 1

    errors = capsys.readouterr().err
    assert all(f"generated/{name} " in errors for name in ("base.py", "models/product.py", "models/stale.py"))


def test_generation_removes_stale_models_but_no_clients(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/gone.py").touch()
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients/client.py").touch()

    main(["--output", str(tmp_path)])

    assert not (tmp_path / "models/gone.py").exists()
    assert (tmp_path / "clients/client.py").exists()


def test_output_depends_only_on_the_contract(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, "", "")
    command = [sys.executable, "-m", "codegen", "--contract", str(contract), "--output", str(tmp_path / "generated")]
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}

    subprocess.run(command, cwd=tmp_path, env=environment, check=True)

    written = {path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / "generated").rglob("*.*")}
    assert written == {path: (ROOT / path).read_bytes() for path in written}


def test_codegen_runs_without_generated_files() -> None:
    script = "import sys; sys.modules['generated'] = None; import codegen.__main__"

    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("$ref: '#/components/schemas/LoginRequest'", "type: object", "POST /auth/login: the request body's schema"),
        ("#/components/schemas/EntityTags'", "#/components/schemas/Nothing'", "has no target"),
        ("required: [status, version]", "required: [version]", "Health begins with an optional field"),
        ("    Stock:\n", "    UpdateProductParameters: {}\n    Stock:\n", "schemas/UpdateProductParameters: "),
    ],
)
def test_contract_that_cannot_be_generated_is_an_error(
    old: str, new: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check", "--contract", str(contract_with(tmp_path, old, new))]) == 1

    assert message in capsys.readouterr().err
