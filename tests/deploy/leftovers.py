"""What a stage has left behind in an AWS account, as AWS itself tells and not Terraform's state."""

from __future__ import annotations

from collections.abc import Iterator

from local.aws.clients import client

# How a service tells all that it has: the call, what holds its list, and what of an item is its name.
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


def leftovers(aws_url: str, project: str) -> Iterator[str]:
    """Yield what bears a project's name and is still there, as ``lambda ecommerce-dev-cart-get``."""
    for service, call, holder, name in _LISTS:
        told = getattr(client(service, aws_url), call)()
        for item in told.get(holder, []):
            found = item[name] if name else item
            if project in found:
                yield f"{service} {found}"
