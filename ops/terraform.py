"""Terraform, started for a stage as a person would start it; what fails is said as a command to type."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.config import ROOT, CannotRun
from ops.account import account
from ops.outputs import without_emails

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REPORTS = ROOT / "reports"
# For the image that a stage runs, whichever it is.
DEPLOYED = "deployed"
_ROOTS = ROOT / "terraform" / "environments"
# A folder of providers, for machines that reach no registry.
_PLUGINS = "TF_PLUGIN_DIR"
_LOCK = ".terraform.lock.hcl"
_DIGEST = re.compile(r"[^@\s]+@sha256:[0-9a-f]{64}")
_OWNER_ONLY = 0o600


class TerraformFailed(Exception):  # the program's last words
    """Terraform ended otherwise than it should; the message has its command, and what it said."""

    def __init__(self, command: str, said: str) -> None:
        super().__init__(f"failed: {command}\n{said}")
        self.said = said


@dataclass(frozen=True, slots=True)
class StageRoot:
    """The root of a stage, and where its plan is saved.

    Parameters
    ----------
    stage : str
        Such as ``dev``.
    folder : Path
        The root: a folder of ``terraform/environments``.
    reports : Path
        Where the plan and what is written of it are.
    settings : Mapping[str, str]
        What Terraform finds in its environment besides ours.
    """

    stage: str
    folder: Path
    reports: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def saved(self) -> Path:
        """The saved plan. It holds the state's secrets, so that nobody else may read it, and no job may keep it."""
        return self.reports / f"plan.{self.stage}.tfplan"

    @property
    def report(self) -> Path:
        """What is written of the plan, to be read."""
        return self.reports / f"plan.{self.stage}.md"

    def init(self, *, bucket: str, region: str) -> None:
        """Fetch providers, and find the state.

        Parameters
        ----------
        bucket : str
            The bucket of the states.
        region : str
            Where it is.

        Raises
        ------
        TerraformFailed
            If it can't.
        """
        options = [f"-backend-config=bucket={bucket}", f"-backend-config=region={region}"]
        if (self.folder / _LOCK).exists():
            options.append("-lockfile=readonly")
        if os.environ.get(_PLUGINS):
            options.append(f"-plugin-dir={os.environ[_PLUGINS]}")
        self._run("init", "-input=false", "-reconfigure", *options)

    def plan(self, *options: str) -> None:
        """Save a plan; it takes no lock, as who plans may write nothing.

        Raises
        ------
        TerraformFailed
            If it can't be planned; then no older plan is left to be applied.
        """
        self.reports.mkdir(exist_ok=True)
        self.saved.unlink(missing_ok=True)
        self.report.unlink(missing_ok=True)
        # There before Terraform writes into it, so that it is nobody else's from the first byte on.
        self.saved.touch(_OWNER_ONLY)
        try:
            self._run("plan", "-input=false", "-lock=false", f"-out={self.saved}", *options)
        except TerraformFailed:
            self.saved.unlink()
            raise

    def shown(self) -> dict[str, Any]:
        """Return the saved plan, as ``terraform show -json`` tells it."""
        plan: dict[str, Any] = self._asked("show", str(self.saved))
        return plan

    def outputs(self) -> dict[str, Any]:
        """Return the values of the root's outputs, out of the state."""
        told = self._asked("output")
        return {name: output["value"] for name, output in told.items()}

    def apply(self) -> None:
        """Do what the saved plan says, and nothing else, and tell of it line by line.

        Raises
        ------
        TerraformFailed
            If it can't be done, or only in part.
        """
        self._run("apply", "-input=false", "-lock-timeout=5m", str(self.saved), is_told=True)

    def _run(self, verb: str, *options: str, is_told: bool = False) -> None:
        command = [*self._command(verb), "-no-color", *options]
        said: list[str] = []
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                _listen(process, said, is_told=is_told)
            except KeyboardInterrupt:
                print("interrupted: waiting for Terraform to end what it has begun ...", file=sys.stderr, flush=True)
                # A terminal has interrupted it as well: it comes to its end, and gives its lock back.
                _listen(process, said, is_told=is_told)
                raise
        if process.returncode != 0:
            raise TerraformFailed(shlex.join(command), _last_words("".join(said)))

    def _asked(self, verb: str, *options: str) -> Any:
        command = [*self._command(verb), "-json", *options]
        asked = subprocess.run(
            command, cwd=ROOT, env=self._environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if asked.returncode != 0:
            raise TerraformFailed(shlex.join(command), _last_words(asked.stderr.decode()))
        return json.loads(asked.stdout)

    def _command(self, verb: str) -> list[str]:
        return ["terraform", f"-chdir={_relative(self.folder)}", verb]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", **self.settings}


def stage_root(stage: str) -> StageRoot:
    """Return a stage's root.

    Raises
    ------
    CannotRun
        If there is no such stage, or no Terraform.
    """
    stages = sorted(folder.name for folder in _ROOTS.iterdir() if folder.is_dir())
    if stage not in stages:
        raise CannotRun(f"STAGE must be one of {', '.join(stages)}, as in STAGE=dev.")
    if shutil.which("terraform") is None:
        raise CannotRun("Terraform isn't here: install Terraform 1.11 or newer, so that `terraform version` answers.")
    return StageRoot(stage, _ROOTS / stage, REPORTS)


def state_bucket() -> str:
    """Return the bucket of the states: ``STATE_BUCKET``, or what ``terraform/bootstrap`` calls the account's."""
    asked = os.environ.get("STATE_BUCKET")
    if asked:
        return asked
    return f"ecommerce-terraform-state-{account().number}"


@contextmanager
def variables() -> Iterator[list[str]]:
    """Yield what Terraform is told of the stage's variables, besides its ``terraform.tfvars`` and ``TF_VAR_…``.

    Raises
    ------
    CannotRun
        If what was given is no image with a digest, no file, or no JSON object.
    """
    if os.environ.get("GITHUB_ACTIONS") and not os.environ.get("IMAGE"):
        raise CannotRun("The job before has named no image: IMAGE is empty.")
    options = [f"-var-file={_file(os.environ['VARS'])}"] if os.environ.get("VARS") else []
    with tempfile.TemporaryDirectory() as folder:
        if os.environ.get("TF_VARS_JSON"):
            written = Path(folder) / "stage.tfvars.json"
            written.write_text(_object(os.environ["TF_VARS_JSON"]))
            options.append(f"-var-file={written}")
        # What comes last counts.
        if os.environ.get("IMAGE", DEPLOYED) not in {"", DEPLOYED}:
            options.append(f"-var=image_uri={_image(os.environ['IMAGE'])}")
        yield options


def _file(path: str) -> Path:
    if not (ROOT / path).is_file():
        raise CannotRun(f"VARS names no file: {path}")
    return (ROOT / path).resolve()


def _object(text: str) -> str:
    try:
        is_object = isinstance(json.loads(text), dict)
    except ValueError:
        is_object = False
    if not is_object:
        raise CannotRun(
            'TF_VARS_JSON must be a JSON object of the stage\'s variables, as {"config": {"from_email": "…"}}.'
        )
    return text


def _image(uri: str) -> str:
    if _DIGEST.fullmatch(uri) is None:
        raise CannotRun("IMAGE must name an image by its digest, as `make push` does: …/ecommerce@sha256:….")
    return uri


def _listen(process: subprocess.Popen[str], said: list[str], *, is_told: bool) -> None:
    for line in process.stdout or ():
        said.append(line)
        if is_told:
            print(without_emails(line), end="", flush=True)


def _last_words(said: str) -> str:
    """Return what was said from the first error on, or all of it."""
    found = said.find("Error: ")
    return without_emails(said if found < 0 else said[found:]).strip()


def _relative(folder: Path) -> str:
    return str(folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder)
