locals {
  # A CloudWatch alarm combines at most ten metrics, and selects no function by a part of its name. So there is one alarm
  # for each group of functions, instead of one for each function, most of which would never fire.
  parts = ["auth", "cart", "order", "product"]
  part_of = { for key, function in var.functions : key => (
    contains(local.parts, split("-", trimprefix(function.name, "${local.name}-"))[0]) ? split("-", trimprefix(function.name, "${local.name}-"))[0] : "other"
  ) }
  names_of = { for part in concat(local.parts, ["other"]) : part => sort([for key, function in var.functions : function.name if local.part_of[key] == part]) }
  groups = merge([for part, names in local.names_of : {
    for index, chunk in chunklist(names, 10) : (index == 0 ? part : "${part}-${index + 1}") => chunk
  }]...)

  # The account's default quota, which applies to a table without its own maximum.
  max_read_request_units = var.max_read_request_units == -1 ? 40000 : var.max_read_request_units

  operations = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactGetItems", "TransactWriteItems", "UpdateItem"]
  # The table and each index: every index has its own throughput.
  throughputs = concat([{ TableName = var.table_name }], [for index in var.index_names : { TableName = var.table_name, GlobalSecondaryIndexName = index }])

  function_alarms = merge([for group, names in local.groups : {
    "lambda-errors-${group}" = {
      runbook     = "lambda-errors"
      severity    = "critical"
      description = "More than ${var.thresholds.lambda_errors} invocations of ${group} functions failed in 5 minutes."
      threshold   = var.thresholds.lambda_errors
      aggregate   = "SUM"
      metrics     = [for name in names : { namespace = "AWS/Lambda", name = "Errors", dimensions = { FunctionName = name }, stat = "Sum" }]
    }
    "lambda-throttles-${group}" = {
      runbook     = "lambda-throttles"
      severity    = "critical"
      description = "More than ${var.thresholds.lambda_throttles} invocations of ${group} functions were throttled in 5 minutes."
      threshold   = var.thresholds.lambda_throttles
      aggregate   = "SUM"
      metrics     = [for name in names : { namespace = "AWS/Lambda", name = "Throttles", dimensions = { FunctionName = name }, stat = "Sum" }]
    }
    "lambda-duration-${group}" = {
      runbook     = "lambda-duration"
      severity    = "warning"
      description = "p95 of the duration of one of the ${group} functions was above ${var.thresholds.lambda_duration_ms} ms."
      threshold   = var.thresholds.lambda_duration_ms
      aggregate   = "MAX"
      metrics     = [for name in names : { namespace = "AWS/Lambda", name = "Duration", dimensions = { FunctionName = name }, stat = "p95" }]
    }
  }]...)

  # m0 is the number of requests. The average of 5XXError and 4XXError is the error rate.
  api_metrics = { for key, api in var.apis : key => { for name, stat in { Count = "Sum", "5XXError" = "Average", "4XXError" = "Average", Latency = "p99" } :
    name => { namespace = "AWS/ApiGateway", name = name, dimensions = { ApiName = api.name, Stage = api.stage }, stat = stat }
  } }
  api_alarms = merge([for key, metrics in local.api_metrics : {
    "api-5xx-${key}" = {
      runbook     = "api-5xx"
      severity    = "critical"
      description = "More than ${var.thresholds.api_5xx_percent} % of the requests to the ${key} API failed with a 5xx status."
      threshold   = var.thresholds.api_5xx_percent
      expression  = "IF(m0 >= ${var.least_requests}, 100 * m1, 0)"
      metrics     = [metrics.Count, metrics["5XXError"]]
    }
    "api-latency-${key}" = {
      runbook     = "api-latency"
      severity    = "critical"
      description = "p99 of the latency of the ${key} API was above ${var.thresholds.api_latency_ms} ms."
      threshold   = var.thresholds.api_latency_ms
      expression  = "IF(m0 >= ${var.least_requests}, m1, 0)"
      metrics     = [metrics.Count, metrics.Latency]
    }
    "api-4xx-${key}" = {
      runbook     = "api-4xx"
      severity    = "warning"
      description = "More than ${var.thresholds.api_4xx_percent} % of the requests to the ${key} API were rejected with a 4xx status."
      threshold   = var.thresholds.api_4xx_percent
      expression  = "IF(m0 >= ${var.least_requests}, 100 * m1, 0)"
      metrics     = [metrics.Count, metrics["4XXError"]]
    }
  }]...)

  table_alarms = {
    # The architecture's "throttle alarm" watches SystemErrors, which are faults of DynamoDB itself: here is an alarm for each.
    "dynamodb-system-errors" = {
      runbook     = "dynamodb-system-errors"
      severity    = "critical"
      description = "DynamoDB returned internal errors in the last 5 minutes."
      threshold   = var.thresholds.dynamodb_system_errors
      aggregate   = "SUM"
      metrics     = [for operation in local.operations : { namespace = "AWS/DynamoDB", name = "SystemErrors", dimensions = { TableName = var.table_name, Operation = operation }, stat = "Sum" }]
    }
    "dynamodb-throttles" = {
      runbook     = "dynamodb-throttles"
      severity    = "critical"
      description = "DynamoDB throttled the table or an index in the last 5 minutes."
      threshold   = var.thresholds.dynamodb_throttles
      aggregate   = "SUM"
      metrics = [for pair in setproduct(["ReadThrottleEvents", "WriteThrottleEvents"], local.throughputs) :
        { namespace = "AWS/DynamoDB", name = pair[0], dimensions = pair[1], stat = "Sum" }
      ]
    }
    # An on-demand table has no provisioned capacity: the alarm compares with the on-demand maximum.
    "dynamodb-read-capacity" = {
      runbook     = "dynamodb-read-capacity"
      severity    = "critical"
      description = "Reads use more than ${var.thresholds.dynamodb_read_capacity_percent} % of the maximum of the table or an index."
      threshold   = var.thresholds.dynamodb_read_capacity_percent
      expression  = "100 * MAX([${join(", ", [for index in range(length(local.throughputs)) : "FILL(m${index}, 0)"])}]) / (60 * ${local.max_read_request_units})"
      period      = 60
      periods     = 5
      metrics     = [for dimensions in local.throughputs : { namespace = "AWS/DynamoDB", name = "ConsumedReadCapacityUnits", dimensions = dimensions, stat = "Sum" }]
    }
  }

  other_alarms = {
    "cold-starts" = {
      runbook     = "cold-starts"
      severity    = "warning"
      description = "More than ${var.thresholds.cold_starts} cold starts in an hour."
      threshold   = var.thresholds.cold_starts
      period      = 3600
      metrics     = [{ namespace = "EcommerceAPI", name = "ColdStartCount", dimensions = { service = "ecommerce-api", stage = var.stage }, stat = "Sum" }]
    }
    "canary-errors" = {
      runbook     = "canary-errors"
      severity    = "critical"
      description = "More than ${var.thresholds.canary_5xx_percent} % of the requests to a canary failed with a 5xx status."
      threshold   = var.thresholds.canary_5xx_percent
      # A canary serves few requests per minute, so 5 are enough.
      expression = "IF(FILL(m0, 0) >= 5, 100 * FILL(m1, 0) / m0, 0)"
      period     = 60
      metrics    = [for name in ["CanaryCount", "Canary5XXError"] : { namespace = "EcommerceAPI", name = name, dimensions = { stage = var.stage }, stat = "Sum" }]
    }
    "refresh-token-replays" = {
      runbook     = "refresh-token-replays"
      severity    = "warning"
      description = "More than ${var.thresholds.refresh_token_replays} spent refresh tokens were used again in 5 minutes."
      threshold   = var.thresholds.refresh_token_replays
      metrics     = [{ namespace = "EcommerceAPI", name = "RefreshTokenReplayed", dimensions = { functionName = local.event_functions.RefreshTokenReplayed }, stat = "Sum" }]
    }
    "payment-callers-refused" = {
      runbook     = "payment-callers-refused"
      severity    = "critical"
      description = "The payment service refused a caller without its API key."
      threshold   = var.thresholds.payment_callers_refused
      metrics     = [{ namespace = "EcommerceAPI", name = "PaymentCallerRefused", dimensions = { functionName = local.event_functions.PaymentCallerRefused }, stat = "Sum" }]
    }
    "refusals" = {
      runbook     = "refusals"
      severity    = "warning"
      description = "More than ${var.thresholds.refusals} requests to both APIs were refused with 401, 403 or 429 in 5 minutes."
      threshold   = var.thresholds.refusals
      metrics     = [{ namespace = "EcommerceAPI", name = "RefusedCount", dimensions = { stage = var.stage }, stat = "Sum" }]
    }
    "stream-behind" = {
      runbook     = "stream-behind"
      severity    = "warning"
      description = "The stream processor is more than ${var.thresholds.iterator_age_ms} ms behind: e-mails and events are delayed."
      threshold   = var.thresholds.iterator_age_ms
      period      = 60
      periods     = 5
      metrics     = [{ namespace = "AWS/Lambda", name = "IteratorAge", dimensions = { FunctionName = var.functions[var.stream_function].name }, stat = "Maximum" }]
    }
  }

  # AWS WAF Developer Guide, "AWS WAF metrics and dimensions": Rule = ALL sums up the rules, and a web ACL of CloudFront
  # has no dimension Region.
  firewall_alarms = { for key, alarm in {
    "waf-blocks" = {
      runbook     = "waf-blocks"
      severity    = "warning"
      description = "The firewall blocked more than ${var.thresholds.waf_blocks} requests in 5 minutes."
      threshold   = var.thresholds.waf_blocks
      aggregate   = "SUM"
      metrics = [for acl in var.web_acls : {
        namespace  = "AWS/WAFV2"
        name       = "BlockedRequests"
        dimensions = merge({ WebACL = acl.name, Rule = "ALL" }, acl.region == null ? {} : { Region = acl.region })
        stat       = "Sum"
      }]
    }
  } : key => alarm if length(var.web_acls) > 0 }

  queue_alarms = { for key, queue in var.queues : "queue-${replace(key, "_", "-")}" => {
    runbook     = "queues"
    severity    = "critical"
    description = "The queue ${queue.name} has messages: retries of an event were exhausted."
    threshold   = var.thresholds.queued_messages
    metrics     = [{ namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = queue.name }, stat = "Maximum" }]
  } }

  # All alarms with the same attributes.
  alarms = { for key, alarm in merge(
    { for key, alarm in local.function_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.api_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.table_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.other_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.firewall_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.queue_alarms : key => merge(local.five_minutes, alarm) },
    ) : key => merge(alarm, {
      expression = try(coalesce(
        alarm.expression,
        alarm.aggregate == null ? null : "${alarm.aggregate}([${join(", ", [for index in range(length(alarm.metrics)) : "FILL(m${index}, 0)"])}])",
      ), null)
  }) }
  five_minutes = { period = 300, periods = 1, expression = null, aggregate = null }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.value.description} Runbook: ${var.runbooks_url}/${each.value.runbook}.md"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  # No requests, no failures.
  treat_missing_data = "notBreaching"

  alarm_actions = [aws_sns_topic.this[each.value.severity].arn]
  ok_actions    = [aws_sns_topic.this[each.value.severity].arn]

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id          = "m${metric_query.key}"
      return_data = each.value.expression == null

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.stat
        period      = each.value.period
      }
    }
  }

  dynamic "metric_query" {
    for_each = each.value.expression[*]

    content {
      id          = "e"
      label       = each.key
      expression  = metric_query.value
      return_data = true
    }
  }
}
