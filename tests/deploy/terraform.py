"""Terraform, run as a user runs it, in a copy of the configuration to apply."""

import json
import os
import shutil
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from local.config import ROOT
from tests.deploy.aws.running import DeployableAws

_LEFT_OUT = shutil.ignore_patterns(".terraform", "*.tfstate*", "*_override.tf", "*.auto.tfvars")
# For the emulator only: it has no host per bucket and doesn't check credentials.
_OVERRIDE = """\
terraform {
  BACKEND
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
_APPLY = ("-auto-approve", "-input=false", "-parallelism=30")


class TerraformFailed(Exception):  # caught by the driver
    """Terraform exited with an unexpected status; the message holds its output."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """A folder with a configuration, its variables, and Terraform's own environment variables."""

    folder: Path
    variables: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def init(self, *options: str) -> None:
        """Install the providers: from the registry, or from the folder in ``TF_PLUGIN_DIR``."""
        plugins = os.environ.get("TF_PLUGIN_DIR")
        self.run("init", "-input=false", *([f"-plugin-dir={plugins}"] if plugins else []), *options)

    def run(self, verb: str, *options: str, good: Collection[int] = (0,)) -> tuple[int, str]:
        """Run a command, and return its exit status and output."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_VAR_"))}
        ended = subprocess.run(
            ["terraform", f"-chdir={self.folder}", verb, "-no-color", *options],
            env={**kept, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if ended.returncode not in good:
            # A plan may precede the first error.
            before, error, after = ended.stdout.partition("Error: ")
            raise TerraformFailed(f"terraform {verb} in {self.folder.name}:\n{error + after if error else before}")
        return ended.returncode, ended.stdout

    def apply(self) -> None:
        self.run("apply", *_APPLY, *self._options())

    def destroy(self) -> None:
        self.run("destroy", *_APPLY, *self._options())

    def changes(self) -> str:
        """Return the plan, or an empty string if there are no changes."""
        options = ["-input=false", "-lock=false", "-detailed-exitcode", *self._options()]
        status, text = self.run("plan", *options, good=(0, _CHANGES))
        return text if status == _CHANGES else ""

    def plan_error(self, **variables: Any) -> str:
        """Return Terraform's error message for invalid variables."""
        options = replace(self, variables={**self.variables, **variables})._options()
        return self.run("plan", "-input=false", "-lock=false", *options, good=(1,))[1]

    def output(self, name: str) -> Any:
        return json.loads(self.run("output", "-json", name)[1])

    def resources(self) -> list[str]:
        """Return the names of all resources in the state."""
        state = json.loads((self.folder / "terraform.tfstate").read_text())
        return [f"{each['type']}.{each['name']}" for each in state["resources"] if each["mode"] == "managed"]

    def _options(self) -> list[str]:
        written = {name: each if isinstance(each, str) else json.dumps(each) for name, each in self.variables.items()}
        return [f"-var={name}={value}" for name, value in written.items()]


def copy_root(
    folder: Path, stage: str, aws: DeployableAws, variables: Mapping[str, Any], backend: str = 'backend "local" {}'
) -> Terraform:
    """Return a copy of a stage's root that is applied to an embedded AWS."""
    shutil.copytree(ROOT / "terraform", folder / "terraform", ignore=_LEFT_OUT)
    (folder / "generated").mkdir()
    for document in (ROOT / "generated").glob("*.json"):
        shutil.copy(document, folder / "generated")
    root = folder / "terraform" / "environments" / stage
    (root / "embedded_override.tf").write_text(_OVERRIDE.replace("BACKEND", backend))
    return Terraform(root, variables, aws.settings)
