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

# API Gateway writes the requests of a canary to a group of this name (API Gateway Developer Guide, "Set up an API Gateway
# canary release deployment"). If it created the group itself, the group would have neither retention nor key.
resource "aws_cloudwatch_log_group" "canary" {
  for_each = local.apis

  name              = "${aws_cloudwatch_log_group.access[each.key].name}/Canary"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

locals {
  access_log_groups = merge(
    { for api, group in aws_cloudwatch_log_group.access : api => group.name },
    { for api, group in aws_cloudwatch_log_group.canary : "${api}-canary" => group.name },
  )
}

# Requests and errors of a canary; an alarm of module monitoring compares them. The guide doesn't say whether the stage's own
# group has them, too: counting both twice leaves the rate as it is.
resource "aws_cloudwatch_log_metric_filter" "canary" {
  for_each = { for pair in setproduct(keys(local.apis), ["", "-canary"], keys(local.canary_metrics)) : "${pair[0]}${pair[1]}/${pair[2]}" => { group = "${pair[0]}${pair[1]}", metric = pair[2] } }

  name           = "${local.name}-${each.value.group}-${each.value.metric}"
  log_group_name = local.access_log_groups[each.value.group]
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
