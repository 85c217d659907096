"""The commands of ``bin/shop``. Each is imported when it is called, so that ``bin/shop --help`` is fast."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from ops.cli import report

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each command's module, its name there, and what the overview says of it.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "admin": ("ops.admin", "admin", "Make an account an admin."),
    "partner-key": ("ops.partner_keys", "partner_key", "Create, list, rotate and revoke partner keys."),
    "migrate-stock": ("ops.migrate_stock", "migrate_stock", "Move the stock of products into rows of its own."),
    "redrive": ("ops.redrive", "redrive", "Send dead letters to the stream processor again."),
    "compose": ("ops.images", "compose", "Serve the shop in containers."),
    "image": ("ops.images", "image", "Push, scan, mark and find the image of the functions."),
    "plan": ("ops.plan", "plan", "Plan a stage with Terraform and write a report."),
    "apply": ("ops.apply", "apply", "Apply a stage's saved plan."),
    "release": ("ops.releases.commands", "release", "Serve what was applied, after a canary."),
    "rollback": ("ops.releases.commands", "rollback", "Serve an earlier release."),
    "releases": ("ops.releases.commands", "releases", "List a stage's releases."),
    "publish": ("ops.publish", "publish", "Publish the documentation and the contract."),
    "notify": ("ops.notify", "notify", "Report a deployment's result to a stage's alarm topic."),
    "smoke": ("ops.smoke", "smoke", "Check a deployment with read-only requests."),
    "end-to-end": ("ops.end_to_end", "end_to_end", "Register, order and cancel on a deployment."),
    "stage-test": ("ops.stage_test", "stage_test", "Test a stage against the contract, then purge."),
    "load": ("ops.load.command", "load", "Send a rising load to a shop, then purge."),
    "purge": ("ops.purge", "purge", "Delete what a test run created on a stage."),
    "contract-changes": ("ops.contract_changes.command", "contract_changes", "List the contract's changes."),
    "changelog": ("ops.changelog", "changelog", "Write the commits since the newest release to CHANGELOG.md."),
    "release-notes": ("ops.release_notes", "release_notes", "Write a release's notes to reports/."),
    "version": ("ops.github.version", "version", "Print this version and the one released before."),
    "github-release": ("ops.github.release", "github_release", "Tag this commit and release it at GitHub."),
    "comment": ("ops.github.comment", "comment", "Write the plans to a pull request's comment."),
    "scan": ("ops.scan.command", "scan", "Find vulnerabilities in code, secrets, npm packages."),
    "audit": ("ops.images", "audit", "Check licences and vulnerabilities of what ships."),
    "sbom": ("ops.images", "sbom", "Write the image's bill of materials to reports/."),
    "lint": ("ops.check", "lint", "Check style, types, imports and the contract."),
    "generate": ("ops.check", "generate", "Write what openapi.yaml generates."),
    "check": ("ops.check", "check", "Run every check that this machine can run."),
    "workflows": ("ops.workflows.command", "workflows", "Lint GitHub's workflows and all shell."),
    "figures": ("ops.figures", "figures", "Measure the size of the repository."),
    "lock": ("ops.lock", "lock", "Lock new dependencies of Python and npm."),
    "lock-providers": ("ops.terraform", "lock_providers", "Lock Terraform's providers for Linux and macOS."),
}


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names, in the overview's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview, without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own
        """Run a command."""
        with report(ctx):
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def shop() -> None:
    """Operate the shop: administer it, deploy it, test it.

    Exit codes: 0 done, 1 failed, 2 wrong usage. Credentials come from the environment (AWS_PROFILE and the other
    settings of AWS, GITHUB_TOKEN), and so do a stage's own settings: STATE_BUCKET, TF_VARS_JSON, TF_VAR_…,
    TF_PLUGIN_DIR.
    """


def unknown_words(words: Sequence[str]) -> list[str]:
    """Return the words after ``bin/shop`` that name no command or option."""
    command: click.Command = shop
    rest = list(words)
    while isinstance(command, click.Group):
        name = rest.pop(0) if rest else ""
        found = command.get_command(click.Context(command), name)
        if found is None:
            return [name]
        command = found
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return [option for word in rest for option in re.findall(r"--[a-z][a-z-]*", word) if option not in options]


if __name__ == "__main__":
    shop(prog_name="bin/shop")
