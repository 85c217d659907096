locals {
  queries = {
    "error-analysis"       = <<-EOT
      fields @timestamp, level, functionName, event, message, metadata.error
      | filter level = "ERROR"
      | sort @timestamp desc
      | limit 100
    EOT
    "performance-analysis" = <<-EOT
      fields @timestamp, functionName, duration
      | filter event in ["REQUEST_ANSWERED", "EVENT_FINISHED"]
      | stats avg(duration), max(duration), min(duration) by functionName
      | sort avg(duration) desc
    EOT
    "user-activity"        = <<-EOT
      fields @timestamp, userId, event, message
      | filter userId = "the user's id"
      | sort @timestamp desc
    EOT
    "order-volume"         = <<-EOT
      fields @timestamp
      | filter event = "ORDER_CREATED"
      | stats count() as OrderCount by bin(5m)
    EOT
  }

  # CloudWatch Logs Insights queries at most 50 log groups ("CloudWatch Logs quotas"): those beyond have queries of their own.
  log_groups = chunklist(sort([for function in var.functions : "/aws/lambda/${function.name}"]), 50)
  query_definitions = merge([for index, groups in local.log_groups : {
    for name, text in local.queries : index == 0 ? name : "${name}-${index + 1}" => { text = text, log_groups = groups }
  }]...)
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = local.query_definitions

  name            = "${local.name}/${each.key}"
  query_string    = each.value.text
  log_group_names = each.value.log_groups
}
