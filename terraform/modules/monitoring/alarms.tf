locals {
  # CloudWatch adds up ten metrics in an alarm, and knows no function by part of its name. So there is an alarm for each
  # part of the shop, which says where to look, and not one for each of the functions, of which most would never ring.
  parts = ["auth", "cart", "order", "product"]
  part_of = { for key, function in var.functions : key => (
    contains(local.parts, split("-", trimprefix(function.name, "${local.name}-"))[0]) ? split("-", trimprefix(function.name, "${local.name}-"))[0] : "other"
  ) }
  names_of = { for part in concat(local.parts, ["other"]) : part => sort([for key, function in var.functions : function.name if local.part_of[key] == part]) }
  groups = merge([for part, names in local.names_of : {
    for index, chunk in chunklist(names, 10) : (index == 0 ? part : "${part}-${index + 1}") => chunk
  }]...)

  # An account's default, which counts where a table has no maximum of its own.
  max_read_request_units = var.max_read_request_units == -1 ? 40000 : var.max_read_request_units

  operations = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactGetItems", "TransactWriteItems", "UpdateItem"]
  # The table itself, and each index, which has its own throughput.
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
      description = "The slowest twentieth of the invocations of one of the ${group} functions took longer than ${var.thresholds.lambda_duration_ms} ms."
      threshold   = var.thresholds.lambda_duration_ms
      aggregate   = "MAX"
      metrics     = [for name in names : { namespace = "AWS/Lambda", name = "Duration", dimensions = { FunctionName = name }, stat = "p95" }]
    }
  }]...)

  # m0 is how many requests there were. 5XXError and 4XXError are sums of ones, so their average is the rate.
  api_metrics = { for key, api in var.apis : key => { for name, stat in { Count = "Sum", "5XXError" = "Average", "4XXError" = "Average", Latency = "p99" } :
    name => { namespace = "AWS/ApiGateway", name = name, dimensions = { ApiName = api.name, Stage = api.stage }, stat = stat }
  } }
  api_alarms = merge([for key, metrics in local.api_metrics : {
    "api-5xx-${key}" = {
      runbook     = "api-5xx"
      severity    = "critical"
      description = "More than ${var.thresholds.api_5xx_percent} % of the requests to the ${key} API were answered with a 5xx."
      threshold   = var.thresholds.api_5xx_percent
      expression  = "IF(m0 >= ${var.least_requests}, 100 * m1, 0)"
      metrics     = [metrics.Count, metrics["5XXError"]]
    }
    "api-latency-${key}" = {
      runbook     = "api-latency"
      severity    = "critical"
      description = "The slowest hundredth of the requests to the ${key} API took longer than ${var.thresholds.api_latency_ms} ms."
      threshold   = var.thresholds.api_latency_ms
      expression  = "IF(m0 >= ${var.least_requests}, m1, 0)"
      metrics     = [metrics.Count, metrics.Latency]
    }
    "api-4xx-${key}" = {
      runbook     = "api-4xx"
      severity    = "warning"
      description = "More than ${var.thresholds.api_4xx_percent} % of the requests to the ${key} API were answered with a 4xx."
      threshold   = var.thresholds.api_4xx_percent
      expression  = "IF(m0 >= ${var.least_requests}, 100 * m1, 0)"
      metrics     = [metrics.Count, metrics["4XXError"]]
    }
  }]...)

  table_alarms = {
    # The architecture's "throttle alarm" is about SystemErrors, which are DynamoDB's own faults: both are here.
    "dynamodb-system-errors" = {
      runbook     = "dynamodb-system-errors"
      severity    = "critical"
      description = "DynamoDB failed by itself in the last 5 minutes."
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
    # 80 % of provisioned capacity means nothing on demand: nearest to it is the on-demand maximum (R22).
    "dynamodb-read-capacity" = {
      runbook     = "dynamodb-read-capacity"
      severity    = "critical"
      description = "Reads use more than ${var.thresholds.dynamodb_read_capacity_percent} % of the most that the table or an index takes."
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
      description = "More than ${var.thresholds.cold_starts} functions started cold in an hour."
      threshold   = var.thresholds.cold_starts
      period      = 3600
      metrics     = [{ namespace = "EcommerceAPI", name = "ColdStartCount", dimensions = { service = "ecommerce-api", stage = var.stage }, stat = "Sum" }]
    }
    "canary-errors" = {
      runbook     = "canary-errors"
      severity    = "critical"
      description = "More than ${var.thresholds.canary_5xx_percent} % of the requests that a release was tried on were answered with a 5xx."
      threshold   = var.thresholds.canary_5xx_percent
      # A canary gets few of the requests, and a minute is short: so few tell something.
      expression = "IF(FILL(m0, 0) >= 5, 100 * FILL(m1, 0) / m0, 0)"
      period     = 60
      metrics    = [for name in ["CanaryCount", "Canary5XXError"] : { namespace = "EcommerceAPI", name = name, dimensions = { stage = var.stage }, stat = "Sum" }]
    }
    "stream-behind" = {
      runbook     = "stream-behind"
      severity    = "warning"
      description = "The stream processor is more than ${var.thresholds.iterator_age_ms} ms behind: e-mails and events come late."
      threshold   = var.thresholds.iterator_age_ms
      period      = 60
      periods     = 5
      metrics     = [{ namespace = "AWS/Lambda", name = "IteratorAge", dimensions = { FunctionName = var.functions[var.stream_function].name }, stat = "Maximum" }]
    }
  }

  queue_alarms = { for key, queue in var.queues : "queue-${replace(key, "_", "-")}" => {
    runbook     = "queues"
    severity    = "critical"
    description = "There are messages in the queue ${queue.name}: something was tried, and given up."
    threshold   = var.thresholds.queued_messages
    metrics     = [{ namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = queue.name }, stat = "Maximum" }]
  } }

  # All in one shape.
  alarms = { for key, alarm in merge(
    { for key, alarm in local.function_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.api_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.table_alarms : key => merge(local.five_minutes, alarm) },
    { for key, alarm in local.other_alarms : key => merge(local.five_minutes, alarm) },
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
  alarm_description   = "${each.value.description} What to do: ${var.runbooks_url}/${each.value.runbook}.md"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  # Nothing was asked, so nothing went wrong.
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
