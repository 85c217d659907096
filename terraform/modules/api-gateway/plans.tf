# `bin/shop partner-key` looks plans up by these names. It also creates the API keys, which would otherwise be in the state.
resource "aws_api_gateway_usage_plan" "this" {
  for_each = var.usage_plans

  name        = "${local.name}-${each.key}"
  description = "Usage plan ${each.key} for partners."

  api_stages {
    api_id = aws_api_gateway_rest_api.this["partner"].id
    stage  = aws_api_gateway_stage.this["partner"].stage_name
  }

  throttle_settings {
    rate_limit  = each.value.throttle.rateLimit
    burst_limit = each.value.throttle.burstLimit
  }

  quota_settings {
    limit  = each.value.quota.limit
    period = each.value.quota.period
  }
}
