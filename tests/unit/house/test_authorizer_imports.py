"""The authorizer runs before every request, so its imports are listed exactly."""

from tests.performance.modules import imported_with

OURS = {
    "generated",
    "generated.actions",
    "generated.operations",
    "handlers",
    "handlers.adapters",
    "handlers.adapters.secrets",
    "handlers.adapters.signing_keys",
    "handlers.auth",
    "handlers.auth.authorize_request",
    "handlers.domain",
    "handlers.domain.access_tokens",
    "handlers.domain.clock",
    "handlers.domain.emails",
    "handlers.domain.errors",
    "handlers.domain.ids",
    "handlers.domain.sessions",
    "handlers.domain.signing_keys",
    "handlers.domain.users",
    "handlers.runtime",
    "handlers.runtime.aws",
    "handlers.runtime.aws.session",
    "handlers.runtime.aws.clients",
    "handlers.runtime.aws.errors",
    "handlers.runtime.aws.tls",
    "handlers.runtime.invocation",
    "handlers.runtime.observability",
    "handlers.runtime.settings",
    "handlers.runtime.startup",
    "handlers.runtime.warm_up",
    "handlers.store",
    "handlers.store.items",
    "handlers.store.sessions",
    "handlers.store.table",
    "handlers.store.users",
}
# Packages that only other functions need.
NOT = {"pydantic", "pydantic_core", "aws_xray_sdk"}


def test_authorizer_imports_only_these_modules() -> None:
    [imported] = imported_with(["handlers.auth.authorize_request"], in_lambda=False).values()

    assert {name for name in imported if name.split(".")[0] in {"handlers", "generated"}} == OURS
    assert not NOT & {name.split(".")[0] for name in imported}
