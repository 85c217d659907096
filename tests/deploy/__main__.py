"""``make deploy-test``: rehearse releases, check the Terraform files, apply them to the embedded AWS, test the shop.

``python -m tests.deploy`` runs all steps; arguments select steps: ``python -m tests.deploy fmt validate``. With
``ready`` it only checks that Terraform can run here.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from local.config import ROOT
from tests.deploy.terraform import Terraform, TerraformFailed

# Each process loads a provider of some 700 MB: more than two would compete for memory.
_STEPS = {
    "releases": "aws tests/deploy/parity -n2",
    "fmt": "test_static.py::test_files_are_formatted",
    "validate": "test_static.py::test_root_is_valid -n2",
    "test": "test_static.py -k module -n2",
    "checkov": "test_static.py -k checkov",
    "policies": "test_policies.py",
    "plan": "test_plan.py",
    "apply-prod": "stage/test_prod.py",
    "apply": "stage/test_stage.py",
}


def main(selected: list[str]) -> int:
    """Run the selected steps, or all, and stop at the first that fails."""
    # Terraform doesn't start if the configuration file that this names is missing.
    if not Path(os.environ.get("TF_CLI_CONFIG_FILE", "")).is_file():
        os.environ.pop("TF_CLI_CONFIG_FILE", None)
    if selected == ["ready"]:
        print(error := _missing())
        return 1 if error else 0
    if unknown := set(selected) - set(_STEPS):
        print(f"There are no such steps: {', '.join(sorted(unknown))}. There are {', '.join(_STEPS)}.", file=sys.stderr)
        return 2
    # So that the tests, which end their child processes, also end on SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return next((status for step in selected or _STEPS if (status := _run(_STEPS[step]))), 0)


def _missing() -> str:
    """Return what Terraform lacks here, if anything."""
    if shutil.which("terraform") is None:
        return "Terraform isn't installed."
    with tempfile.TemporaryDirectory() as data:
        try:
            Terraform(ROOT / "terraform" / "account", environment={"TF_DATA_DIR": data}).init("-backend=false")
        except TerraformFailed as failure:
            return f"Its provider can't be installed: {failure}"
    return ""


def _run(tests: str) -> int:
    command = [sys.executable, "-m", "pytest", "-v", "--durations=0", "--durations-min=1"]
    with subprocess.Popen([*command, *f"tests/deploy/{tests}".split()], cwd=ROOT) as process:
        try:
            return process.wait()
        except SystemExit:
            process.terminate()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
