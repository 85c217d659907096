"""Terraform, run as a user runs it, in a copy of the configuration to apply."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.config import REGION, ROOT
from tests.deploy.aws.running import DeployableAws

# A folder of providers, for machines without access to a registry.
PLUGINS = "TF_PLUGIN_DIR"
_CONFIGURED_BY = "TF_CLI_CONFIG_FILE"
_LEFT_OUT = shutil.ignore_patterns(".terraform", "*.tfstate*", "*_override.tf", "*.auto.tfvars")
# For the emulator only: it has no host per bucket and doesn't check credentials.
_OVERRIDE = """\
terraform {
  backend "local" {}
}

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  max_retries                 = 2
}
"""
_CHANGES = 2
# Resources mostly wait for their dependencies and not for the processor.
_AT_ONCE = "-parallelism=30"


class TerraformFailed(Exception):  # caught by the driver
    """Terraform exited with an unexpected status; the message holds its output."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """A folder with a configuration."""

    folder: Path
    variables: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)

    def init(self, *options: str) -> None:
        """Install the providers: from the registry, or from the folder in ``TF_PLUGIN_DIR``."""
        plugins = os.environ.get(PLUGINS)
        self.run("init", "-input=false", *([f"-plugin-dir={plugins}"] if plugins else []), *options)

    def run(self, *arguments: str, good: tuple[int, ...] = (0,)) -> tuple[int, str]:
        """Run a command, and return its exit status and output."""
        verb, *options = arguments
        ended = subprocess.run(
            ["terraform", f"-chdir={self.folder}", verb, "-no-color", *options],
            env=_environment() | dict(self.more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if ended.returncode not in good:
            raise TerraformFailed(f"terraform {verb} in {self.folder.name}:\n{_errors(ended.stdout)}")
        return ended.returncode, ended.stdout

    def apply(self) -> None:
        """Apply the configuration."""
        self.run("apply", "-auto-approve", "-input=false", _AT_ONCE, *self._variable_options())

    def destroy(self) -> None:
        """Destroy all resources."""
        self.run("destroy", "-auto-approve", "-input=false", _AT_ONCE, *self._variable_options())

    def changes(self) -> str:
        """Return the plan, or an empty string if there are no changes."""
        status, text = self.run(
            "plan", "-input=false", "-detailed-exitcode", "-lock=false", *self._variable_options(), good=(0, _CHANGES)
        )
        return text if status == _CHANGES else ""

    def refusal(self, **variables: Any) -> str:
        """Return Terraform's error message for invalid variables."""
        changed = Terraform(self.folder, {**self.variables, **variables}, self.more)
        return changed.run("plan", "-input=false", "-lock=false", *changed._variable_options(), good=(1,))[1]

    def outputs(self) -> dict[str, Any]:
        outputs = json.loads(self.run("output", "-json")[1])
        return {name: output["value"] for name, output in outputs.items()}

    def resources(self) -> list[str]:
        """Return the names of all resources in the state."""
        state = json.loads((self.folder / "terraform.tfstate").read_text())
        return [f"{each['type']}.{each['name']}" for each in state["resources"] if each["mode"] == "managed"]

    def _variable_options(self) -> list[str]:
        return [f"-var={name}={_written(value)}" for name, value in self.variables.items()]


def copied(folder: Path, environment: str, aws: DeployableAws, variables: Mapping[str, Any]) -> Terraform:
    """Return a copy of a root of ``terraform/environments`` that is applied to an embedded AWS."""
    shutil.copytree(ROOT / "terraform", folder / "terraform", ignore=_LEFT_OUT)
    (folder / "generated").mkdir()
    for document in (ROOT / "generated").glob("*.json"):
        shutil.copy(document, folder / "generated")
    root = folder / "terraform" / "environments" / environment
    (root / "embedded_override.tf").write_text(_OVERRIDE)
    own = {
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return Terraform(root, variables, own)


def configuration(scratch: Path) -> dict[str, str]:
    """Return an environment with an existing configuration file: Terraform doesn't start without the one it names."""
    if not os.environ.get(_CONFIGURED_BY) or Path(os.environ[_CONFIGURED_BY]).is_file():
        return {}
    (scratch / "terraform.rc").touch()
    return {_CONFIGURED_BY: str(scratch / "terraform.rc")}


def _errors(output: str) -> str:
    """Return the output from the first error on, without the plan before it, or all of it."""
    found = output.find("Error: ")
    return output if found < 0 else output[found:]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_VAR_"))}
    # Terraform doesn't start if the named file is missing.
    if not Path(kept.get(_CONFIGURED_BY, "")).is_file():
        kept.pop(_CONFIGURED_BY, None)
    return kept | {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
