resource "aws_cloudwatch_event_bus" "this" {
  name = local.name
}

resource "aws_cloudwatch_event_rule" "orders" {
  name           = "${local.name}-order-events"
  description    = "Order events of the shop."
  event_bus_name = aws_cloudwatch_event_bus.this.name
  event_pattern  = jsonencode({ source = ["ecommerce-api"] })
}

resource "aws_cloudwatch_event_target" "orders" {
  rule           = aws_cloudwatch_event_rule.orders.name
  event_bus_name = aws_cloudwatch_event_bus.this.name
  target_id      = "topic"
  arn            = aws_sns_topic.this["order_events"].arn

  dead_letter_config {
    arn = aws_sqs_queue.this["undelivered_events"].arn
  }

  depends_on = [aws_sns_topic_policy.this]
}

# Scheduled functions. Schedules are on the default bus: custom buses do not support them.
resource "aws_cloudwatch_event_rule" "schedule" {
  for_each = var.schedules

  name                = "${local.name}-${each.value.name}"
  description         = "Runs the function ${each.value.name}."
  schedule_expression = each.value.expression
}

resource "aws_cloudwatch_event_target" "schedule" {
  for_each = var.schedules

  rule      = aws_cloudwatch_event_rule.schedule[each.key].name
  target_id = "function"
  arn       = each.value.alias_arn

  # The next run continues a missed one.
  retry_policy {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 1
  }

  dead_letter_config {
    arn = aws_sqs_queue.this["undelivered_events"].arn
  }

  depends_on = [aws_lambda_permission.schedule]
}

resource "aws_lambda_permission" "schedule" {
  for_each = var.schedules

  statement_id  = "Schedule"
  action        = "lambda:InvokeFunction"
  function_name = each.value.function_name
  qualifier     = each.value.alias
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.schedule[each.key].arn
}
