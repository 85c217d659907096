"""Resources that a stage has left behind in an AWS account, from AWS itself and not from Terraform's state."""

from __future__ import annotations

from collections.abc import Iterator

from local.aws.clients import client

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


def leftovers(aws_url: str, project: str) -> Iterator[str]:
    """Yield the remaining resources with a project's name, as ``lambda ecommerce-dev-cart-get``."""
    for service, call, holder, name in _LISTS:
        response = getattr(client(service, aws_url), call)()
        for item in response.get(holder, []):
            found = item[name] if name else item
            if project in found:
                yield f"{service} {found}"
