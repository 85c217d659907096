"""Terraform, run for a stage; an error has the command that failed."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from botocore.exceptions import BotoCoreError, ClientError

from ops.cli import PROJECT_NAME, REPORTS, ROOT, CannotRun, WrongInput, hide_emails
from ops.stage import account

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The value of --image that selects the image that the stage runs.
DEPLOYED = "deployed"
_ROOTS = ROOT / "terraform" / "environments"
# A folder of providers, for machines that reach no registry.
_PLUGINS = "TF_PLUGIN_DIR"
_LOCK = ".terraform.lock.hcl"
_OWNER_ONLY = 0o600
_PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_arm64")


class TerraformFailed(CannotRun):
    """Terraform failed; the message has its command and its output."""

    def __init__(self, command: str, output: str) -> None:
        super().__init__(f"failed: {command}\n{output}")
        self.output = output


@dataclass(frozen=True, slots=True)
class StageRoot:
    """The Terraform root of a stage, and where its plan is saved.

    Parameters
    ----------
    stage : str
        Such as ``dev``.
    folder : Path
        The root: a folder of ``terraform/environments``.
    reports : Path
        The folder of the plan and its report.
    settings : Mapping[str, str]
        Environment variables of Terraform besides ours.
    """

    stage: str
    folder: Path
    reports: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def saved(self) -> Path:
        """The saved plan. It holds the state's secrets: only its owner may read it, and no job uploads it."""
        return self.reports / f"plan.{self.stage}.tfplan"

    @property
    def report(self) -> Path:
        """The plan's report, in Markdown."""
        return self.reports / f"plan.{self.stage}.md"

    def init(self, *, bucket: str, region: str) -> None:
        """Fetch the providers and configure the state's backend."""
        options = [f"-backend-config=bucket={bucket}", f"-backend-config=region={region}"]
        if (self.folder / _LOCK).exists():
            options.append("-lockfile=readonly")
        if os.environ.get(_PLUGINS):
            options.append(f"-plugin-dir={os.environ[_PLUGINS]}")
        self._run("init", "-input=false", "-reconfigure", *options)

    def plan(self, *options: str) -> None:
        """Save a plan; if that fails, no older plan is left. It takes no lock: the planning role may write nothing."""
        self.reports.mkdir(exist_ok=True)
        self.saved.unlink(missing_ok=True)
        self.report.unlink(missing_ok=True)
        # Created before Terraform writes to it, so that nobody else can ever read it.
        self.saved.touch(_OWNER_ONLY)
        try:
            self._run("plan", "-input=false", "-lock=false", f"-out={self.saved}", *options)
        except TerraformFailed:
            self.saved.unlink()
            raise

    def show_plan(self) -> dict[str, Any]:
        """Return the saved plan, as ``terraform show -json`` prints it."""
        plan: dict[str, Any] = self._json("show", str(self.saved))
        return plan

    def outputs(self) -> dict[str, Any]:
        """Return the values of the root's outputs."""
        return {name: output["value"] for name, output in self._json("output").items()}

    def apply(self) -> None:
        """Apply the saved plan, and print Terraform's output line by line."""
        self._run("apply", "-input=false", "-lock-timeout=5m", str(self.saved), echo=True)

    def _run(self, verb: str, *options: str, echo: bool = False) -> None:
        command = [*self._command(verb), "-no-color", *options]
        lines: list[str] = []
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
                _read_output(process, lines, echo=echo)
            except KeyboardInterrupt:
                print("interrupted: waiting for Terraform to finish ...", file=sys.stderr, flush=True)
                # The terminal interrupts Terraform, too: it finishes and releases its lock.
                _read_output(process, lines, echo=echo)
                raise
        if process.returncode != 0:
            raise TerraformFailed(shlex.join(command), _errors("".join(lines)))

    def _json(self, verb: str, *options: str) -> Any:
        command = [*self._command(verb), "-json", *options]
        ended = subprocess.run(
            command, cwd=ROOT, env=self._environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if ended.returncode != 0:
            raise TerraformFailed(shlex.join(command), _errors(ended.stderr.decode()))
        return json.loads(ended.stdout)

    def _command(self, verb: str) -> list[str]:
        return ["terraform", f"-chdir={_relative(self.folder)}", verb]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", **self.settings}


def stage_root(stage: str) -> StageRoot:
    """Return a stage's root.

    Raises
    ------
    WrongInput
        If there is no such stage.
    CannotRun
        If Terraform isn't installed.
    """
    stages = sorted(folder.name for folder in _ROOTS.iterdir() if folder.is_dir())
    if stage not in stages:
        raise WrongInput(f"--stage must be one of {', '.join(stages)}.")
    if shutil.which("terraform") is None:
        raise CannotRun("Terraform isn't installed: install Terraform 1.11 or newer.")
    return StageRoot(stage, _ROOTS / stage, REPORTS)


def state_bucket() -> str:
    """Return the bucket of the states: ``STATE_BUCKET``, or the one that ``terraform/bootstrap`` creates."""
    try:
        return os.environ.get("STATE_BUCKET") or f"{PROJECT_NAME}-terraform-state-{account().number}"
    except (BotoCoreError, ClientError) as error:
        raise CannotRun(f"There are no credentials to find the state with ({error}). Or set STATE_BUCKET.") from error


@contextmanager
def variables(image: str | None, vars_file: Path | None = None) -> Iterator[list[str]]:
    """Yield Terraform's options for the stage's variables, besides its ``terraform.tfvars`` and ``TF_VAR_…``.

    Parameters
    ----------
    image : str, optional
        The functions' image, with its digest.
    vars_file : Path, optional
        A file of variables.

    Raises
    ------
    WrongInput
        If ``TF_VARS_JSON`` is no JSON object.
    """
    options = [f"-var-file={vars_file.resolve()}"] if vars_file else []
    with tempfile.TemporaryDirectory() as folder:
        if os.environ.get("TF_VARS_JSON"):
            written = Path(folder) / "stage.tfvars.json"
            written.write_text(_object(os.environ["TF_VARS_JSON"]))
            options.append(f"-var-file={written}")
        # The last one counts.
        if image:
            options.append(f"-var=image_uri={image}")
        yield options


@click.command()
def lock_providers() -> None:
    """Lock Terraform's providers for Linux and macOS.

    Writes .terraform.lock.hcl in each root, which needs Terraform's registry. Commit the files that it names.
    """
    if shutil.which("terraform") is None:
        raise CannotRun("Terraform isn't installed: install Terraform 1.11 or newer.")
    for root in ("account", "bootstrap", "environments/dev", "environments/prod"):
        for arguments in (["get"], ["providers", "lock", *(f"-platform={each}" for each in _PLATFORMS)]):
            command = ["terraform", f"-chdir=terraform/{root}", *arguments]
            if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
                raise CannotRun(f"failed: {shlex.join(command)}")
        click.echo(f"lock-providers: git add --force terraform/{root}/{_LOCK}")


def _object(text: str) -> str:
    try:
        is_object = isinstance(json.loads(text), dict)
    except ValueError:
        is_object = False
    if not is_object:
        raise WrongInput('TF_VARS_JSON must be a JSON object of the stage\'s variables, as {"from_email": "…"}.')
    return text


def _read_output(process: subprocess.Popen[str], lines: list[str], *, echo: bool) -> None:
    for line in process.stdout or ():
        lines.append(line)
        if echo:
            print(hide_emails(line), end="", flush=True)


def _errors(output: str) -> str:
    """Return Terraform's output from the first error on, or all of it."""
    found = output.find("Error: ")
    return hide_emails(output if found < 0 else output[found:]).strip()


def _relative(folder: Path) -> str:
    return str(folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder)
