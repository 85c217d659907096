locals {
  # Nothing of a person: no address, no user agent, no user, no path as it was sent, and no text that may quote a body.
  access_log = {
    requestId = "$context.requestId"
    api       = "$context.apiId"
    stage     = "$context.stage"
    # Whether a release that is being tried answered.
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
    # The key's id, not the key: whose use it was.
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

# How the release that is being tried does: an alarm of module monitoring compares them.
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
