locals {
  # No personal data: no IP address, user agent, user or raw path, and no message that may quote a body.
  access_log = {
    requestId = "$context.requestId"
    api       = "$context.apiId"
    stage     = "$context.stage"
    # Whether a canary served the request.
    isCanary           = "$context.isCanaryRequest"
    requestTime        = "$context.requestTime"
    method             = "$context.httpMethod"
    resource           = "$context.resourcePath"
    protocol           = "$context.protocol"
    status             = "$context.status"
    responseLength     = "$context.responseLength"
    responseLatency    = "$context.responseLatency"
    integrationStatus  = "$context.integration.status"
    integrationLatency = "$context.integration.latency"
    authorizerStatus   = "$context.authorizer.status"
    authorizerLatency  = "$context.authorizer.latency"
    errorType          = "$context.error.responseType"
    wafStatus          = "$context.waf.status"
    # The ID of the API key, not the key itself.
    apiKeyId    = "$context.identity.apiKeyId"
    xrayTraceId = "$context.xrayTraceId"
  }
}

resource "aws_cloudwatch_log_group" "access" {
  for_each = local.apis

  name              = "/aws/apigateway/${local.name}-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

# Requests and errors of a canary; an alarm of module monitoring compares them.
resource "aws_cloudwatch_log_metric_filter" "canary" {
  for_each = { for pair in setproduct(keys(local.apis), keys(local.canary_metrics)) : "${pair[0]}/${pair[1]}" => { api = pair[0], metric = pair[1] } }

  name           = "${local.name}-${each.value.api}-${each.value.metric}"
  log_group_name = aws_cloudwatch_log_group.access[each.value.api].name
  pattern        = local.canary_metrics[each.value.metric]

  metric_transformation {
    namespace  = "EcommerceAPI"
    name       = each.value.metric
    value      = "1"
    dimensions = { stage = "$.stage" }
  }
}

locals {
  canary_metrics = {
    CanaryCount    = "{ $.isCanary = \"true\" }"
    Canary5XXError = "{ ($.isCanary = \"true\") && ($.status = \"5*\") }"
  }
}
