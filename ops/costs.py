"""The costs of a plan: fixed costs a month, and prices of usage, from ``terraform/prices.json``."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from ops.cli import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PRICES = ROOT / "terraform" / "prices.json"
_HOURS = 730
_BOT_CONTROL = "AWSManagedRulesBotControlRuleSet"
_CACHE = "cache of 0.5 GB for each API, 730 hours"
# Resources that are paid by use, and the keys of their prices; empty if no price is known.
BY_USE: Mapping[str, tuple[str, ...]] = {
    "aws_api_gateway_rest_api": ("apiGatewayRequest",),
    "aws_cloudfront_distribution": (),
    "aws_cloudfront_function": (),
    "aws_cloudwatch_event_bus": ("event",),
    "aws_cloudwatch_log_group": ("logGigabyte",),
    # Its metrics are paid by the hour, during a canary.
    "aws_cloudwatch_log_metric_filter": (),
    "aws_dynamodb_table": ("writeUnit", "readUnit"),
    "aws_lambda_function": ("lambdaRequest", "lambdaGigabyteSecond", "trace"),
    "aws_s3_bucket": (),
    "aws_sesv2_email_identity": ("email",),
    "aws_sns_topic": ("topicPublish",),
    "aws_sqs_queue": (),
    "aws_wafv2_web_acl": ("wafRequest", "botControlRequest"),
}
FREE = frozenset(
    {
        "aws_acm_certificate",
        "aws_acm_certificate_validation",
        "aws_api_gateway_deployment",
        "aws_api_gateway_domain_name",
        "aws_api_gateway_usage_plan",
        "aws_apigatewayv2_api_mapping",
        "aws_cloudfront_origin_access_control",
        "aws_cloudfront_response_headers_policy",
        "aws_cloudwatch_event_rule",
        "aws_cloudwatch_event_target",
        "aws_cloudwatch_query_definition",
        "aws_default_security_group",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_internet_gateway",
        "aws_kms_alias",
        "aws_lambda_alias",
        "aws_lambda_event_source_mapping",
        "aws_lambda_function_event_invoke_config",
        "aws_lambda_permission",
        "aws_route",
        "aws_route53_record",
        "aws_route_table",
        "aws_route_table_association",
        "aws_s3_bucket_cors_configuration",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_logging",
        "aws_s3_bucket_notification",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_secretsmanager_secret_rotation",
        "aws_secretsmanager_secret_version",
        "aws_security_group",
        "aws_sesv2_configuration_set",
        "aws_sesv2_email_identity_mail_from_attributes",
        "aws_sesv2_configuration_set_event_destination",
        "aws_sns_topic_policy",
        "aws_sns_topic_subscription",
        "aws_sqs_queue_policy",
        "aws_subnet",
        "aws_vpc",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
        "aws_wafv2_ip_set",
        "aws_wafv2_web_acl_association",
        "aws_wafv2_web_acl_logging_configuration",
        "terraform_data",
    }
)
# Resources that count as one each.
_ONE_EACH = {
    "aws_kms_key": "KMS keys",
    "aws_secretsmanager_secret": "secrets",
    "aws_cloudwatch_dashboard": "dashboard",
    "aws_route53_zone": "Route 53 zone",
}
_HOURLY = {"aws_nat_gateway": "NAT gateway, an hour", "aws_eip": "public IPv4 address, an hour"}
_DETAILED = "detailed metrics of API Gateway (config.detailed_metrics)"
# Count, Latency, IntegrationLatency, 4XXError, 5XXError of each method of an API. At most: unused ones aren't billed.
_DETAILED_METRICS = 5 * sum(len(operation.methods) for operation in OPERATIONS.values())
FIXED = frozenset(
    {
        *_ONE_EACH,
        *_HOURLY,
        "aws_api_gateway_method_settings",
        "aws_api_gateway_stage",
        "aws_cloudwatch_metric_alarm",
        "aws_vpc_endpoint",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """An item with a monthly price: its number before and after the plan, and the price of one."""

    item: str
    before: int
    after: int
    dollars: float

    @property
    def month(self) -> float:
        """The costs a month after the apply."""
        return self.after * self.dollars

    @property
    def difference(self) -> float:
        """The difference to the costs before."""
        return (self.after - self.before) * self.dollars


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs of a plan: fixed, by use, and the resources without a known price."""

    lines: Sequence[Line]
    by_use: Mapping[str, Mapping[str, Any]]
    unpriced: Sequence[str]

    @property
    def month(self) -> float:
        """The fixed costs a month after the apply."""
        return sum(line.month for line in self.lines)

    @property
    def difference(self) -> float:
        """The difference to the costs before."""
        return sum(line.difference for line in self.lines)


def costs(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Costs:
    """Return the costs of resources.

    Parameters
    ----------
    before, after : Sequence[Mapping]
        The resources, as `ops.terraform_plan.Plan` has them.
    """
    written = json.loads(PRICES.read_text())
    fixed = {**written["monthly"], **written["optional"]}
    had, has = _count_items(before, fixed), _count_items(after, fixed)
    types = {each["type"] for each in after}
    return Costs(
        lines=[
            Line(item, had[item], has[item], price["dollars"])
            for item, price in fixed.items()
            if had[item] or has[item]
        ],
        by_use={key: written["prices"][key] for type_ in sorted(types) for key in BY_USE.get(type_, ())},
        unpriced=sorted(set(_unpriced(after))),
    )


def _count_items(resources: Sequence[Mapping[str, Any]], fixed: Mapping[str, Any]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for each in resources:
        counted.update(dict(_priced_items(each, resources)))
    if any(each["type"] == "aws_lambda_function" for each in resources):
        # The functions create these metrics: they aren't among the resources.
        counted["custom metrics"] = fixed["custom metrics"]["count"]
    return counted


def _priced_items(resource: Mapping[str, Any], all_: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """Yield the priced items of a resource, and their numbers."""
    type_, values = resource["type"], resource["values"]
    if type_ in _ONE_EACH:
        yield _ONE_EACH[type_], 1
    elif type_ in _HOURLY:
        yield _HOURLY[type_], _HOURS
    elif type_ == "aws_wafv2_web_acl":
        rules = values.get("rule") or []
        yield "web ACL", 1
        yield "web ACL rules", len(rules)
        yield "Bot Control", sum(_BOT_CONTROL in json.dumps(rule) for rule in rules)
    elif type_ == "aws_cloudwatch_metric_alarm":
        yield (
            "alarm metrics",
            sum(bool(each.get("metric")) for each in values.get("metric_query") or ()) or 1,
        )
    elif type_ == "aws_api_gateway_method_settings" and _is_detailed(values):
        yield _DETAILED, _DETAILED_METRICS
    elif type_ == "aws_api_gateway_stage" and _cache(values) == "0.5":
        yield _CACHE, _HOURS
    elif type_ == "aws_vpc_endpoint" and values.get("vpc_endpoint_type") == "Interface":
        yield "address of an interface endpoint, an hour", _HOURS * _subnets(resource, all_)


def _is_detailed(values: Mapping[str, Any]) -> bool:
    """Return whether these settings of all methods enable their metrics."""
    settings = values.get("settings") or ()
    return values.get("method_path") == "*/*" and any(each.get("metrics_enabled") for each in settings)


def _cache(values: Mapping[str, Any]) -> str:
    return str(values.get("cache_cluster_size") or "") if values.get("cache_cluster_enabled") else ""


def _subnets(endpoint: Mapping[str, Any], all_: Sequence[Mapping[str, Any]]) -> int:
    """Return the number of an endpoint's subnets; while it is unknown, that of its module's private subnets."""
    subnets = endpoint["values"].get("subnet_ids")
    if subnets:
        return len(subnets)
    private = ("aws_subnet", "private", endpoint["module"])
    return sum((each["type"], each["name"], each["module"]) == private for each in all_)


def _unpriced(resources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for each in resources:
        type_, size = each["type"], _cache(each["values"])
        if type_ not in FREE | FIXED and not BY_USE.get(type_):
            yield type_
        if type_ == "aws_api_gateway_stage" and size not in {"", "0.5"}:
            yield f"a cache of {size} GB"
