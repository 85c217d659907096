"""The authorizer stands before every request: it imports nothing that it doesn't use, and this is all that it does."""

from tests.performance.modules import imported_with

OURS = {
    "generated",
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
    "handlers.domain.errors",
    "handlers.domain.ids",
    "handlers.domain.sessions",
    "handlers.domain.signing_keys",
    "handlers.runtime",
    "handlers.runtime.aws",
    "handlers.runtime.aws.session",
    "handlers.runtime.aws.clients",
    "handlers.runtime.deadline",
    "handlers.runtime.aws.errors",
    "handlers.runtime.event_function",
    "handlers.runtime.json_text",
    "handlers.runtime.observability",
    "handlers.runtime.settings",
    "handlers.runtime.start",
    "handlers.store",
    "handlers.store.attributes",
    "handlers.store.keys",
    "handlers.store.sessions",
}
# What others need, and it doesn't: passwords, and models of what is sent to operations.
NOT = {"pydantic", "pydantic_core", "aws_xray_sdk"}


def test_the_authorizer_imports_what_it_uses() -> None:
    [imported] = imported_with(["handlers.auth.authorize_request"], in_lambda=False).values()

    assert {name for name in imported if name.split(".")[0] in {"handlers", "generated"}} == OURS
    assert not NOT & {name.split(".")[0] for name in imported}
