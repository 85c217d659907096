"""``make deploy-test``: check the Terraform files, apply them to the embedded AWS, test the shop, and destroy it.

``python -m tests.deploy`` runs all steps; arguments select steps: ``python -m tests.deploy fmt validate``. With
``ready`` it only checks that Terraform can run here.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx

from docker.engine import EngineFailed
from local.aws.clients import client
from local.config import CannotRun
from tests.deploy import plans, static
from tests.deploy.aws.containers import containers
from tests.deploy.aws.running import DeployableAws, deployable_aws
from tests.deploy.shop_checks import CHECKS, open_shop
from tests.deploy.terraform import Terraform, TerraformFailed, copy_root

_PROJECT = "ecommerce"
_IMAGE_URI = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecommerce:test"
_CONFIG: Mapping[str, object] = {
    "from_email": "shop@example.com",
    "alarm_emails": ["alarms@example.com"],
    # The same URL as the local shop's, so that responses can be compared.
    "docs_url": "/docs",
    # Hashing passwords at full strength would take most of the tests' time.
    "settings": {"PASSWORD_SALT_ROUNDS": "4"},
}
_FAILURES = (AssertionError, CannotRun, EngineFailed, TerraformFailed, httpx.HTTPError)
# Invalid values, and a part of the error message that each must cause.
_REJECTED_VARIABLES: Mapping[str, tuple[object, str]] = {
    "region": ("mars", "region"),
    "account_id": ("12", "12 digits"),
}
_REJECTED_CONFIG: Mapping[str, tuple[object, str]] = {
    "alarm_emails": (["nobody"], "e-mail"),
    "log_level": ("LOUD", "log level"),
    "reserved_concurrency": ({"createOrder": -1}, "0 or more"),
    "domain_name": ("api.example.com", "certificate"),
    "thresholds": ({"lambda_errors": -1}, "A threshold must be"),
}
# How to list a service's resources: the call, the member with the list, and the member of an item with its name.
_LISTS = (
    ("apigateway", "get_rest_apis", "items", "name"),
    ("apigateway", "get_usage_plans", "items", "name"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("dynamodb", "list_tables", "TableNames", ""),
    ("events", "list_event_buses", "EventBuses", "Name"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("secretsmanager", "list_secrets", "SecretList", "Name"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sqs", "list_queues", "QueueUrls", ""),
)


def main(selected: list[str]) -> int:
    """Run the selected steps, or all, and stop at the first that fails."""
    steps: dict[str, Callable[[], object]] = {
        "fmt": static.check_format,
        "validate": static.validate_roots,
        "test": static.run_module_tests,
        "checkov": static.run_checkov,
        "plan": plans.plan_stage,
        "apply": _apply,
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
    except _FAILURES as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _apply() -> None:
    """Apply the dev stage to an embedded AWS of its own, test it, and destroy it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        engine = stack.enter_context(containers(_IMAGE_URI, folder))
        aws = stack.enter_context(deployable_aws(folder, containers=engine))
        terraform = copy_root(folder / "copy", "dev", aws, {"image_uri": _IMAGE_URI, "config": _CONFIG})
        _timed("init", terraform.init)
        _timed("apply", terraform.apply)
        failed = list(_failed_checks(terraform, aws, folder))
    assert not failed, f"failed, see above: {', '.join(failed)}"


def _failed_checks(terraform: Terraform, aws: DeployableAws, folder: Path) -> Iterator[str]:
    """Run all checks, even after failures, and yield the names of those that fail."""
    yield from _failed("plan again", partial(_check_no_changes, terraform))
    yield from _failed("reject invalid variables", partial(_check_invalid_variables, terraform))
    with open_shop(aws, terraform, folder) as shop:
        for name, check in CHECKS.items():
            yield from _failed(name, partial(check, shop))
    yield from _failed("destroy", partial(_check_destroy, terraform, aws))


def _failed(name: str, step: Callable[[], object]) -> Iterator[str]:
    try:
        _timed(name, step)
    except (AssertionError, TerraformFailed, httpx.HTTPError) as failure:
        print(f"{name}: {failure}", flush=True)
        yield name


def _check_no_changes(terraform: Terraform) -> None:
    plan = terraform.changes()
    assert not plan, f"the second plan isn't empty:\n{plan}"


def _check_invalid_variables(terraform: Terraform) -> None:
    rejected = {**_REJECTED_VARIABLES, **_REJECTED_CONFIG}
    config = {**_CONFIG, **{name: value for name, (value, _) in _REJECTED_CONFIG.items()}}
    # All in one plan, because each plan reads all resources.
    output = terraform.plan_error(config=config, **{name: value for name, (value, _) in _REJECTED_VARIABLES.items()})
    text = " ".join(output.replace("│", " ").split())
    missing = [f"{name} = {value}" for name, (value, message) in rejected.items() if message not in text]
    assert not missing, f"not rejected with a message: {', '.join(missing)}\n{text}"


def _check_destroy(terraform: Terraform, aws: DeployableAws) -> None:
    assert any(_leftovers(aws)), f"nothing here is called {_PROJECT}: leftovers can't be detected"
    terraform.destroy()
    left = [*terraform.resources(), *_leftovers(aws)]
    assert not left, f"not destroyed: {', '.join(left)}"


def _leftovers(aws: DeployableAws) -> Iterator[str]:
    """Yield the project's resources, as ``lambda ecommerce-dev-cart-get``, from AWS and not from Terraform's state."""
    for service, call, holder, name in _LISTS:
        for item in getattr(client(service, aws.url), call)().get(holder, []):
            found = item[name] if name else item
            if _PROJECT in found:
                yield f"{service} {found}"


def _timed(name: str, step: Callable[[], object]) -> None:
    print(f"{name} ...", flush=True)
    begun = time.monotonic()
    summary = step()
    print(f"{name}: {summary or 'good'} ({time.monotonic() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
