locals {
  # Nothing of a person: no address, no user agent, no user, no path as it was sent, and no text that may quote a body.
  access_log = {
    requestId          = "$context.requestId"
    api                = "$context.apiId"
    stage              = "$context.stage"
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
