"""``make deploy-test``: check the Terraform files, apply them to the embedded AWS, test the shop, and destroy it.

``python -m tests.deploy`` runs all steps; arguments select steps: ``python -m tests.deploy fmt validate``. With
``ready`` it only checks that Terraform can run here.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from local.config import ROOT, CannotRun
from tests.deploy import plans, static
from tests.deploy.terraform import TerraformFailed


def main(selected: list[str]) -> int:
    """Run the selected steps, or all, and stop at the first that fails."""
    steps: dict[str, Callable[[], object]] = {
        "fmt": static.check_format,
        "validate": static.validate_roots,
        "test": static.run_module_tests,
        "checkov": static.run_checkov,
        "plan": plans.plan_stage,
        "apply": _test_stage,
    }
    unknown = set(selected) - set(steps)
    if unknown and selected != ["ready"]:
        print(f"There are no such steps: {', '.join(sorted(unknown))}. There are {', '.join(steps)}.", file=sys.stderr)
        return 2
    # Terraform doesn't start if the configuration file that this names is missing.
    if not Path(os.environ.get("TF_CLI_CONFIG_FILE", "")).is_file():
        os.environ.pop("TF_CLI_CONFIG_FILE", None)
    # So that child processes also end on SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        if shutil.which("terraform") is None:
            raise CannotRun("Terraform isn't installed.")
        if selected == ["ready"]:
            static.check_providers()
            return 0
        for name in selected or steps:
            _timed(name, steps[name])
    except (AssertionError, CannotRun, TerraformFailed) as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _test_stage() -> None:
    folder = Path(__file__).with_name("stage")
    with subprocess.Popen([sys.executable, "-m", "pytest", "-v", "--durations=0", folder], cwd=ROOT) as pytest:
        try:
            assert pytest.wait() == 0, "failed: see above"
        except SystemExit:
            pytest.terminate()
            raise


def _timed(name: str, step: Callable[[], object]) -> None:
    print(f"{name} ...", flush=True)
    begun = time.monotonic()
    summary = step()
    print(f"{name}: {summary or 'good'} ({time.monotonic() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
