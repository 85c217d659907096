"""``make deploy-test``: check the Terraform files, apply them to the embedded AWS, test the shop, and destroy it.

``python -m tests.deploy`` runs all steps; arguments select steps: ``python -m tests.deploy fmt validate``.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx

from docker.engine import EngineFailed
from ops import terraform as pipeline_terraform
from ops.tool_environments import InstallFailed
from tests.contract.run import PHASES
from tests.deploy import checkov, plans, shop_checks, static
from tests.deploy.aws.by_hand import KEY
from tests.deploy.aws.containers import containers
from tests.deploy.aws.running import DeployableAws, deployable_aws
from tests.deploy.checkov import CheckovFailed
from tests.deploy.leftovers import leftovers
from tests.deploy.plans import PlanFailed
from tests.deploy.shop_checks import ShopTestFailed
from tests.deploy.static import CheckFailed
from tests.deploy.terraform import Terraform, TerraformFailed, copied

_PROJECT = "ecommerce"
_OF_THE_STOREFRONT = ("examples", "coverage", "stateful")
_IMAGE_URI = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecommerce:test"
_CONFIG: Mapping[str, object] = {
    "from_email": "shop@example.com",
    "alarm_emails": ["alarms@example.com"],
    # The same URL as the local shop's, so that responses can be compared.
    "docs_url": "/docs",
    # Hashing passwords at full strength would take most of the tests' time.
    "settings": {"PASSWORD_SALT_ROUNDS": "4"},
}
_VARIABLES: Mapping[str, object] = {"image_uri": _IMAGE_URI, "config": _CONFIG}
_FAILURES = (
    CheckFailed,
    CheckovFailed,
    EngineFailed,
    InstallFailed,
    PlanFailed,
    TerraformFailed,
    ShopTestFailed,
    pipeline_terraform.TerraformFailed,
)
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


def main(selected: list[str]) -> int:
    """Run the selected steps, or all, and stop at the first that fails."""
    steps: dict[str, Callable[[], object]] = {
        "fmt": static.formatted,
        "validate": static.validated,
        "test": static.modules_tested,
        "checkov": checkov.held,
        "plan": plans.planned,
        "apply": deployed,
    }
    unknown = set(selected) - set(steps)
    if unknown:
        print(f"There are no such steps: {', '.join(sorted(unknown))}. There are {', '.join(steps)}.", file=sys.stderr)
        return 2
    # So that child processes also end on SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        for name in selected or steps:
            _timed(name, steps[name])
    except _FAILURES as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def deployed() -> None:
    """Apply the dev stage to an embedded AWS of its own, test it, and destroy it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        engine = stack.enter_context(containers(_IMAGE_URI, folder))
        aws = stack.enter_context(deployable_aws(folder, containers=engine))
        terraform = copied(folder / "copy", "dev", aws, _VARIABLES)
        _timed("init", terraform.init)
        _timed("apply", terraform.apply)
        failures = list(_failures(terraform, aws, folder))
    if failures:
        raise ShopTestFailed("\n".join(failures))


def _failures(terraform: Terraform, aws: DeployableAws, folder: Path) -> Iterator[str]:
    """Run all tests, even after failures, and yield the failures."""
    apis = terraform.outputs()["apis"]
    yield from _checked("plan again", lambda: _is_empty(terraform.changes()))
    yield from _checked("reject invalid variables", lambda: _rejects(terraform.refusal))
    with shop_checks.open_shop(aws, apis) as shop:
        yield from _checked("order, stream, e-mail", lambda: shop_checks.check_order_notification(shop))
        yield from _checked("validation, authorizer, preflights, keys", lambda: shop_checks.check_imported_apis(shop))
        yield from _checked("authorization matrix", lambda: shop_checks.check_authorization(shop))
        yield from _checked("parity", lambda: shop_checks.check_parity(shop, folder / "local"))
        # Both servers share functions, models and validators, so each phase runs on one of them.
        yield from _checked(
            "contract of the storefront", lambda: shop_checks.check_contract(shop.storefront, _OF_THE_STOREFRONT)
        )
        others = ["examples", *sorted({*PHASES} - {*_OF_THE_STOREFRONT})]
        yield from _checked(
            "contract of the partner server", lambda: shop_checks.check_contract(shop.partner, others, key=KEY)
        )
        yield from _checked("smoke, end to end", lambda: shop_checks.check_pipeline(shop, folder / "e2e"))
        yield from _checked("stage-test, purge", lambda: shop_checks.check_stage_test(shop, folder / "journals"))
        yield from _checked("changed contract, released and back", lambda: shop_checks.check_release(shop, terraform))
    yield from _checked("destroy", lambda: _check_leftovers(terraform, aws))


def _checked(name: str, step: Callable[[], object]) -> Iterator[str]:
    try:
        _timed(name, step)
    except (AssertionError, TerraformFailed, ShopTestFailed, httpx.HTTPError) as failure:
        print(f"{name}: {failure}", flush=True)
        yield f"{name} failed: see above"


def _check_leftovers(terraform: Terraform, aws: DeployableAws) -> None:
    if not any(leftovers(aws.url, _PROJECT)):
        raise TerraformFailed(f"nothing here is called {_PROJECT}: leftovers can't be detected")
    terraform.destroy()
    left = [*terraform.resources(), *leftovers(aws.url, _PROJECT)]
    if left:
        raise TerraformFailed(f"not destroyed: {', '.join(left)}")


def _rejects(refusal: Callable[..., str]) -> None:
    rejected = {**_REJECTED_VARIABLES, **_REJECTED_CONFIG}
    config = {**_CONFIG, **{name: value for name, (value, _) in _REJECTED_CONFIG.items()}}
    # All in one plan, because each plan reads all resources.
    output = refusal(config=config, **{name: value for name, (value, _) in _REJECTED_VARIABLES.items()})
    text = " ".join(output.replace("│", " ").split())
    missing = [f"{name} = {value}" for name, (value, message) in rejected.items() if message not in text]
    if missing:
        raise TerraformFailed(f"not rejected with a message: {', '.join(missing)}\n{text}")


def _is_empty(plan: str) -> None:
    if plan:
        raise TerraformFailed(f"the second plan isn't empty:\n{plan}")


def _timed(name: str, step: Callable[[], object]) -> None:
    print(f"{name} ...", flush=True)
    begun = time.monotonic()
    summary = step()
    print(f"{name}: {summary or 'good'} ({time.monotonic() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
