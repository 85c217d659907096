"""Terraform, started as a user starts it, in a copy of what is to be applied."""

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

# A folder of providers, for machines that reach no registry.
PLUGINS = "TF_PLUGIN_DIR"
_CONFIGURED_BY = "TF_CLI_CONFIG_FILE"
_LEFT_OUT = shutil.ignore_patterns(".terraform", "*.tfstate*", "*_override.tf", "*.auto.tfvars")
# What an account doesn't need: an emulator has no host for each bucket, and knows no credentials.
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
# Most of what is made waits for what was made before, and not for the processor.
_AT_ONCE = "-parallelism=30"


class TerraformFailed(Exception):  # the driver's last words
    """Terraform ended otherwise than it should; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """A folder with a configuration."""

    folder: Path
    variables: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)

    def init(self, *options: str) -> None:
        """Fetch what the configuration needs: from the registry, or out of the folder that ``TF_PLUGIN_DIR`` names."""
        plugins = os.environ.get(PLUGINS)
        self.run("init", "-input=false", *([f"-plugin-dir={plugins}"] if plugins else []), *options)

    def run(self, *arguments: str, good: tuple[int, ...] = (0,)) -> tuple[int, str]:
        """Run a command, and return its exit status and what it wrote."""
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
            raise TerraformFailed(f"terraform {verb} in {self.folder.name}:\n{_last_words(ended.stdout)}")
        return ended.returncode, ended.stdout

    def apply(self) -> None:
        """Make what the configuration says."""
        self.run("apply", "-auto-approve", "-input=false", _AT_ONCE, *self._given())

    def destroy(self) -> None:
        """Take all of it away."""
        self.run("destroy", "-auto-approve", "-input=false", _AT_ONCE, *self._given())

    def changes(self) -> str:
        """Return the plan, or nothing if there is nothing to do."""
        status, text = self.run(
            "plan", "-input=false", "-detailed-exitcode", "-lock=false", *self._given(), good=(0, _CHANGES)
        )
        return text if status == _CHANGES else ""

    def refusal(self, **variables: Any) -> str:
        """Return what Terraform says to variables that it refuses."""
        changed = Terraform(self.folder, {**self.variables, **variables}, self.more)
        return changed.run("plan", "-input=false", "-lock=false", *changed._given(), good=(1,))[1]

    def outputs(self) -> dict[str, Any]:
        told = json.loads(self.run("output", "-json")[1])
        return {name: output["value"] for name, output in told.items()}

    def resources(self) -> list[str]:
        """Return the names of all that is in the state."""
        state = json.loads((self.folder / "terraform.tfstate").read_text())
        return [f"{each['type']}.{each['name']}" for each in state["resources"] if each["mode"] == "managed"]

    def _given(self) -> list[str]:
        return [f"-var={name}={_written(value)}" for name, value in self.variables.items()]


def copied(folder: Path, environment: str, aws: DeployableAws, variables: Mapping[str, Any]) -> Terraform:
    """Return a root of ``terraform/environments``, copied so that it is applied to an embedded AWS."""
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
    """Return what keeps Terraform from looking for a configuration that isn't there: it doesn't start then."""
    if not os.environ.get(_CONFIGURED_BY) or Path(os.environ[_CONFIGURED_BY]).is_file():
        return {}
    (scratch / "terraform.rc").touch()
    return {_CONFIGURED_BY: str(scratch / "terraform.rc")}


def _last_words(said: str) -> str:
    """Return what was said from the first error on, or all of it: a plan of everything comes before."""
    found = said.find("Error: ")
    return said if found < 0 else said[found:]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_VAR_"))}
    # Terraform doesn't start if the file that this names isn't there.
    if not Path(kept.get(_CONFIGURED_BY, "")).is_file():
        kept.pop(_CONFIGURED_BY, None)
    return kept | {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
