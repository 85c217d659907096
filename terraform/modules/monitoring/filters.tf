# Metrics of events that a function logs, and of requests that were refused. A function's name contains the stage.
locals {
  events = {
    RefreshTokenReplayed = { function = "refreshSession", event = "REFRESH_TOKEN_REPLAYED" }
    PaymentCallerRefused = { function = "process_payment", event = "PAYMENT_CALLER_REFUSED" }
  }
  event_functions = { for metric, source in local.events : metric => var.functions[source.function].name }
}

resource "aws_cloudwatch_log_metric_filter" "events" {
  for_each = local.events

  name           = "${local.name}-${each.key}"
  log_group_name = "/aws/lambda/${local.event_functions[each.key]}"
  pattern        = "{ $.event = \"${each.value.event}\" }"

  metric_transformation {
    namespace  = "EcommerceAPI"
    name       = each.key
    value      = "1"
    dimensions = { functionName = "$.functionName" }
  }
}

# Most refusals are made by API Gateway, which invokes no function for them: only the access log has them all.
resource "aws_cloudwatch_log_metric_filter" "refusals" {
  for_each = var.access_log_groups

  name           = "${local.name}-${each.key}-RefusedCount"
  log_group_name = each.value
  pattern        = "{ ($.status = \"401\") || ($.status = \"403\") || ($.status = \"429\") }"

  metric_transformation {
    namespace  = "EcommerceAPI"
    name       = "RefusedCount"
    value      = "1"
    dimensions = { stage = "$.stage" }
  }
}
