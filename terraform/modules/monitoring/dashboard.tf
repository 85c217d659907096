locals {
  api_rows = { for name, stat in { Count = "Sum", "4XXError" = "Sum", "5XXError" = "Sum" } : name => [
    for key in sort(keys(var.apis)) : ["AWS/ApiGateway", name, "ApiName", var.apis[key].name, "Stage", var.apis[key].stage, { label = "${key} ${name}", stat = stat }]
  ] }
  latency_rows = [for pair in setproduct(sort(keys(var.apis)), ["p50", "p95", "p99"]) :
    ["AWS/ApiGateway", "Latency", "ApiName", var.apis[pair[0]].name, "Stage", var.apis[pair[0]].stage, { label = "${pair[0]} ${pair[1]}", stat = pair[1] }]
  ]
  function_names = sort([for function in var.functions : function.name])
  throughput_rows = flatten([for metric in ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"] : [
    for index in concat([null], var.index_names) : {
      row = concat(["AWS/DynamoDB", metric, "TableName", var.table_name], index == null ? [] : ["GlobalSecondaryIndexName", index])
    }
  ]])
  throttle_rows = flatten([for metric in ["ReadThrottleEvents", "WriteThrottleEvents"] : [
    for index in concat([null], var.index_names) : {
      row = concat(["AWS/DynamoDB", metric, "TableName", var.table_name], index == null ? [] : ["GlobalSecondaryIndexName", index])
    }
  ]])

  graphs = [
    { title = "Requests", stat = "Sum", metrics = local.api_rows.Count },
    { title = "4xx and 5xx responses", stat = "Sum", metrics = concat(local.api_rows["4XXError"], local.api_rows["5XXError"]) },
    { title = "Latency of the APIs (ms)", stat = "p99", metrics = local.latency_rows },
    { title = "Orders, carts, payments, cold starts", stat = "Sum", metrics = [for name in ["OrderCreated", "CartItemAdded", "PaymentProcessed", "ColdStartCount"] : ["EcommerceAPI", name, "service", "ecommerce-api", "stage", var.stage]] },
    { title = "Invocations", stat = "Sum", metrics = [for name in local.function_names : ["AWS/Lambda", "Invocations", "FunctionName", name]] },
    { title = "Errors and throttles", stat = "Sum", metrics = concat([for name in local.function_names : ["AWS/Lambda", "Errors", "FunctionName", name]], [for name in local.function_names : ["AWS/Lambda", "Throttles", "FunctionName", name]]) },
    { title = "Duration, p95 (ms)", stat = "p95", metrics = [for name in local.function_names : ["AWS/Lambda", "Duration", "FunctionName", name]] },
    { title = "Concurrent executions", stat = "Maximum", metrics = [for name in local.function_names : ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", name]] },
    { title = "Throughput of the table", stat = "Sum", metrics = local.throughput_rows[*].row },
    { title = "Throttles of the table", stat = "Sum", metrics = local.throttle_rows[*].row },
    { title = "Stream iterator age (ms)", stat = "Maximum", metrics = [["AWS/Lambda", "IteratorAge", "FunctionName", var.functions[var.stream_function].name]] },
    { title = "Messages in failure queues", stat = "Maximum", metrics = [for key in sort(keys(var.queues)) : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", var.queues[key].name]] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.name

  dashboard_body = jsonencode({
    widgets = concat(
      [{
        type       = "alarm"
        x          = 0
        y          = 0
        width      = 24
        height     = 4
        properties = { title = "Alarms", alarms = [for key in sort(keys(local.alarms)) : aws_cloudwatch_metric_alarm.this[key].arn] }
      }],
      [for index, graph in local.graphs : {
        type   = "metric"
        x      = 12 * (index % 2)
        y      = 4 + 6 * floor(index / 2)
        width  = 12
        height = 6
        properties = {
          title   = graph.title
          region  = local.region
          view    = "timeSeries"
          stacked = false
          period  = 300
          stat    = graph.stat
          metrics = graph.metrics
        }
      } if length(graph.metrics) > 0],
    )
  })
}
