mock_provider "aws" {
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:ecommerce-prod-alarms" }
  }
  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  project_name      = "ecommerce"
  stage             = "prod"
  alarm_emails      = ["oncall@example.com"]
  runbooks_url      = "https://docs.example.com/runbooks"
  functions         = { for key, row in jsondecode(file("../../functions.json")) : key => { name = "ecommerce-prod-${row.name}" } }
  apis              = { for api in ["storefront", "partner"] : api => { name = "ecommerce-prod-${api}", stage = "prod" } }
  access_log_groups = { for api in ["storefront", "partner"] : api => "/aws/apigateway/ecommerce-prod-${api}" }
  table_name        = "ecommerce-prod"
  queues            = { dead_letters = { name = "ecommerce-prod-dead-letters" } }
  messages_key_arn  = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "alarms_have_the_architectures_metrics_and_thresholds" {
  assert {
    condition = { for key in ["lambda-errors-order", "lambda-throttles-order", "api-5xx-storefront", "api-latency-partner", "dynamodb-system-errors", "dynamodb-throttles", "dynamodb-read-capacity", "lambda-duration-auth", "api-4xx-storefront", "cold-starts", "queue-dead-letters", "stream-behind"] :
      key => "${aws_cloudwatch_metric_alarm.this[key].comparison_operator} ${aws_cloudwatch_metric_alarm.this[key].threshold}" } == {
      "lambda-errors-order"    = "GreaterThanThreshold 10"
      "lambda-throttles-order" = "GreaterThanThreshold 5"
      "api-5xx-storefront"     = "GreaterThanThreshold 1"
      "api-latency-partner"    = "GreaterThanThreshold 3000"
      "dynamodb-system-errors" = "GreaterThanThreshold 0"
      "dynamodb-throttles"     = "GreaterThanThreshold 0"
      "dynamodb-read-capacity" = "GreaterThanThreshold 80"
      "lambda-duration-auth"   = "GreaterThanThreshold 2000"
      "api-4xx-storefront"     = "GreaterThanThreshold 5"
      "cold-starts"            = "GreaterThanThreshold 100"
      "queue-dead-letters"     = "GreaterThanThreshold 0"
      "stream-behind"          = "GreaterThanThreshold 60000"
    }
    error_message = "The thresholds are the architecture's."
  }
  assert {
    condition = { for key in ["lambda-errors-order", "lambda-throttles-order", "api-5xx-storefront", "api-latency-partner", "dynamodb-system-errors", "dynamodb-read-capacity", "lambda-duration-auth", "api-4xx-storefront", "cold-starts"] :
      key => "${local.alarms[key].severity}: ${reverse(local.alarms[key].metrics)[0].name} ${reverse(local.alarms[key].metrics)[0].stat}" } == {
      "lambda-errors-order"    = "critical: Errors Sum"
      "lambda-throttles-order" = "critical: Throttles Sum"
      "api-5xx-storefront"     = "critical: 5XXError Average"
      "api-latency-partner"    = "critical: Latency p99"
      "dynamodb-system-errors" = "critical: SystemErrors Sum"
      "dynamodb-read-capacity" = "critical: ConsumedReadCapacityUnits Sum"
      "lambda-duration-auth"   = "warning: Duration p95"
      "api-4xx-storefront"     = "warning: 4XXError Average"
      "cold-starts"            = "warning: ColdStartCount Sum"
    }
    error_message = "Metrics and severities are the architecture's."
  }
  assert {
    condition     = toset([for key in keys(local.alarms) : key if startswith(key, "api-")]) == toset([for pair in setproduct(["5xx", "4xx", "latency"], keys(var.apis)) : "api-${pair[0]}-${pair[1]}"])
    error_message = "Both APIs have alarms."
  }
  assert {
    condition     = alltrue(flatten([for key in ["lambda-errors-order", "lambda-throttles-order", "api-5xx-storefront", "dynamodb-system-errors"] : [for query in aws_cloudwatch_metric_alarm.this[key].metric_query : [for metric in query.metric : metric.period == 300]]]))
    error_message = "The period is five minutes."
  }
  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.this["cold-starts"].metric_query : query.metric[0]]).period == 3600 && one([for query in aws_cloudwatch_metric_alarm.this["cold-starts"].metric_query : query.metric[0]]).namespace == "EcommerceAPI"
    error_message = "Cold starts are counted per hour."
  }
  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.this["cold-starts"].metric_query : query.metric[0]]).dimensions == tomap({ service = "ecommerce-api", stage = "prod" }) && strcontains(aws_cloudwatch_dashboard.this.dashboard_body, jsonencode(["EcommerceAPI", "OrderCreated", "service", "ecommerce-api", "stage", "prod"]))
    error_message = "Each stage is counted separately."
  }
}

run "security_events_and_refusals_have_metrics_and_alarms" {
  assert {
    condition = { for key, filter in aws_cloudwatch_log_metric_filter.events : key => "${filter.log_group_name} ${filter.pattern}" } == {
      RefreshTokenReplayed = "/aws/lambda/ecommerce-prod-auth-refresh { $.event = \"REFRESH_TOKEN_REPLAYED\" }"
      PaymentCallerRefused = "/aws/lambda/ecommerce-prod-payment-mock { $.event = \"PAYMENT_CALLER_REFUSED\" }"
    }
    error_message = "Each event is counted in the log of the function that writes it."
  }
  assert {
    condition     = alltrue([for metric, module in { RefreshTokenReplayed = "auth/refresh_session.py", PaymentCallerRefused = "mock_payment/process_payment.py" } : strcontains(file("../../../handlers/${module}"), regex("\"[A-Z_]+\"", aws_cloudwatch_log_metric_filter.events[metric].pattern))])
    error_message = "The functions log these events."
  }
  assert {
    condition     = tomap({ for key, filter in aws_cloudwatch_log_metric_filter.refusals : key => filter.log_group_name }) == var.access_log_groups
    error_message = "Refusals of both APIs are counted."
  }
  assert {
    condition = { for key in ["refresh-token-replays", "payment-callers-refused", "refusals"] :
      key => "${local.alarms[key].severity}: ${aws_cloudwatch_metric_alarm.this[key].threshold} ${one(local.alarms[key].metrics).name} ${jsonencode(one(local.alarms[key].metrics).dimensions)}" } == {
      "refresh-token-replays"   = "warning: 5 RefreshTokenReplayed {\"functionName\":\"ecommerce-prod-auth-refresh\"}"
      "payment-callers-refused" = "critical: 0 PaymentCallerRefused {\"functionName\":\"ecommerce-prod-payment-mock\"}"
      "refusals"                = "warning: 300 RefusedCount {\"stage\":\"prod\"}"
    }
    error_message = "Each metric has an alarm, per stage."
  }
}

run "bursts_of_blocked_requests_have_an_alarm" {
  variables {
    web_acls = [{ name = "ecommerce-prod", region = "eu-west-1" }, { name = "ecommerce-prod-cdn" }]
  }
  assert {
    condition = [for metric in local.alarms["waf-blocks"].metrics : jsonencode(metric.dimensions)] == [
      jsonencode({ WebACL = "ecommerce-prod", Rule = "ALL", Region = "eu-west-1" }), jsonencode({ WebACL = "ecommerce-prod-cdn", Rule = "ALL" }),
    ]
    error_message = "Blocks of all rules count; CloudFront's metrics have no region."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["waf-blocks"].threshold == 300 && local.alarms["waf-blocks"].severity == "warning" && fileexists("../../../docs/runbooks/waf-blocks.md")
    error_message = "More than 300 in 5 minutes is a warning, with a runbook."
  }
}

run "every_function_has_alarms" {
  assert {
    condition     = alltrue([for name in ["Errors", "Throttles", "Duration"] : toset(flatten([for key, alarm in aws_cloudwatch_metric_alarm.this : [for query in alarm.metric_query : [for metric in query.metric : metric.dimensions.FunctionName if metric.metric_name == name]]])) == toset([for function in var.functions : function.name])])
    error_message = "Alarms cover each function's errors, throttles and duration."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length([for query in alarm.metric_query : query if length(query.metric) > 0]) <= 10])
    error_message = "An alarm has at most ten metrics."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length([for query in alarm.metric_query : query if query.return_data]) == 1])
    error_message = "An alarm evaluates one series."
  }
}

run "rates_need_a_minimum_of_requests" {
  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.this["api-5xx-storefront"].metric_query : query.expression if query.return_data]) == "IF(m0 >= 20, 100 * m1, 0)"
    error_message = "One failure of five requests does not fire an alarm."
  }
  assert {
    condition     = toset(flatten([for query in aws_cloudwatch_metric_alarm.this["api-5xx-storefront"].metric_query : [for metric in query.metric : "${metric.metric_name} ${metric.stat} ${metric.dimensions.ApiName}"]])) == toset(["Count Sum ecommerce-prod-storefront", "5XXError Average ecommerce-prod-storefront"])
    error_message = "The average of 5XXError is the error rate."
  }
  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.this["dynamodb-read-capacity"].metric_query : query.expression if query.return_data]) == "100 * MAX([FILL(m0, 0), FILL(m1, 0), FILL(m2, 0)]) / (60 * 10000)"
    error_message = "Reads are compared with the table's maximum."
  }
}

run "alarms_notify_the_on_call_address_with_a_runbook" {
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.alarm_actions) == 1])
    error_message = "Every alarm publishes to a topic."
  }
  assert {
    condition     = length(aws_sns_topic_subscription.email) == 2
    error_message = "The on-call address subscribes to both topics."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : fileexists("../../../docs/runbooks/${one(regex("https://docs.example.com/runbooks/([a-z0-9-]+[.]md)$", alarm.alarm_description))}")])
    error_message = "Every alarm links to an existing runbook."
  }
  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == var.messages_key_arn])
    error_message = "The topics are encrypted with the customer managed key."
  }
}

run "queries_match_the_functions_logs" {
  assert {
    condition     = alltrue([for name in ["error-analysis", "order-volume", "performance-analysis", "user-activity"] : toset(flatten([for key, query in aws_cloudwatch_query_definition.this : query.log_group_names if startswith(key, name)])) == toset([for function in var.functions : "/aws/lambda/${function.name}"])])
    error_message = "Each of the four queries reads the logs of all functions."
  }
  assert {
    condition     = alltrue([for query in aws_cloudwatch_query_definition.this : length(query.log_group_names) <= 50])
    error_message = "No query has more log groups than CloudWatch Logs Insights accepts."
  }
  assert {
    condition     = strcontains(aws_cloudwatch_query_definition.this["order-volume"].query_string, "event = \"ORDER_CREATED\"") && contains(aws_cloudwatch_query_definition.this["error-analysis"].log_group_names, "/aws/lambda/ecommerce-prod-order-create")
    error_message = "Queries search the functions' log groups for the events that they log."
  }
  assert {
    condition     = alltrue([for event, module in { REQUEST_ANSWERED = "http/operation.py", EVENT_FINISHED = "invocation.py" } : strcontains(aws_cloudwatch_query_definition.this["performance-analysis"].query_string, event) && strcontains(file("../../../handlers/runtime/${module}"), "\"${event}\"")])
    error_message = "Durations are those of whole invocations, once for each."
  }
}

run "dashboard_shows_alarms_and_metrics" {
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 13 && alltrue([for name in ["OrderCreated", "CartItemAdded", "PaymentProcessed", "ColdStartCount"] : strcontains(aws_cloudwatch_dashboard.this.dashboard_body, name)])
    error_message = "The dashboard shows the alarms and their metrics."
  }
}

run "malformed_email_is_rejected" {
  command = plan
  variables {
    alarm_emails = ["oncall"]
  }
  expect_failures = [var.alarm_emails]
}

run "negative_threshold_is_rejected" {
  command = plan
  variables {
    thresholds = { lambda_errors = -1 }
  }
  expect_failures = [var.thresholds]
}

run "unknown_stage_is_rejected" {
  command = plan
  variables {
    stage = "production"
  }
  expect_failures = [var.stage]
}
