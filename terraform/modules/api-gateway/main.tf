data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  name = "${var.project_name}-${var.stage}"
  apis = {
    storefront = "v1"
    partner    = "partner/v1"
  }

  # The documents differ only in the API key, so one is enough to map methods to functions.
  methods = merge([for path, item in jsondecode(var.documents.storefront).paths : {
    for method, operation in item : operation.operationId => {
      path   = path
      method = upper(method)
      ttl    = lookup(var.cache_seconds, operation.operationId, 0)
    } if can(operation.operationId)
  }]...)

  # API Gateway Developer Guide, "Use a mapping template to override an API's request and response parameters and status
  # codes": a mock selects the origin. A gateway response has no VTL and returns the request's own: any page can read that
  # a request was refused, and no more.
  select_origin = join("", [
    "#set($origin = $input.params('Origin'))#if($origin == '')#set($origin = $input.params('origin'))#end",
    "#if([${join(", ", [for origin in var.allowed_origins : "'${origin}'"])}].contains($origin))",
    "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end",
  ])

  bodies = { for api in keys(local.apis) : api => templatestring(var.documents[api], {
    integration_uri        = { for key, function in var.functions : key => function.stage_invoke_arn }
    authorizer_uri         = var.functions[var.authorizer].invoke_arn
    authorizer_credentials = aws_iam_role.authorizer.arn
    allow_origin           = var.allowed_origins[0]
    gateway_origin         = length(var.allowed_origins) == 1 ? "'${var.allowed_origins[0]}'" : "method.request.header.Origin"
    select_origin          = length(var.allowed_origins) == 1 ? "" : local.select_origin
    docs_url               = var.docs_url
  }) }

  # Hash of everything that a deployment depends on, including whether API Gateway's own host is disabled.
  deployed = { for api, body in local.bodies : api => sha1("${body} ${var.domain_name != null} ${var.import_again}") }
  documents = { for api, body in local.bodies : api => jsonencode(merge(jsondecode(body), {
    info = merge(jsondecode(body).info, { version = local.deployed[api] })
  })) }
}

resource "aws_api_gateway_rest_api" "this" {
  for_each = local.apis

  name             = "${local.name}-${each.key}"
  description      = "The shop's ${each.key} API, as defined by openapi.yaml."
  body             = local.documents[each.key]
  fail_on_warnings = true
  # The import removes whatever the document does not define.
  put_rest_api_mode = "overwrite"
  # Hash of the document to import. The imported document has its hash as the API's version: a difference reveals an
  # interrupted import.
  tags = { Document = local.deployed[each.key] }
  # An API with its own domain is reachable only through it.
  disable_execute_api_endpoint = var.domain_name != null

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = length(setsubtract(keys(local.methods), keys(var.functions))) == 0
      error_message = "Each operation needs a function: none exists for ${join(", ", setsubtract(keys(local.methods), keys(var.functions)))}."
    }
  }
}

# The stage's first deployment. Deployments are immutable: a release creates a new one for a changed document and points
# the stage to it (`bin/shop release`), optionally as a canary first.
resource "aws_api_gateway_deployment" "this" {
  for_each = local.apis

  rest_api_id = aws_api_gateway_rest_api.this[each.key].id
  description = "document ${local.deployed[each.key]}"

  lifecycle {
    create_before_destroy = true
    # The deployment keeps the description of its document.
    ignore_changes = [description]
  }
}

resource "aws_api_gateway_stage" "this" {
  #checkov:skip=CKV2_AWS_29:module waf or cdn protects it, through a map that checkov does not follow
  #checkov:skip=CKV2_AWS_4:the execution log would contain request bodies: see aws_api_gateway_method_settings.all
  #checkov:skip=CKV2_AWS_51:integrations are Lambda functions, authorized with IAM; no backend needs a client certificate
  #checkov:skip=CKV_AWS_120:a cache costs by the hour: prod has one, dev has none
  for_each = local.apis

  rest_api_id           = aws_api_gateway_rest_api.this[each.key].id
  deployment_id         = aws_api_gateway_deployment.this[each.key].id
  stage_name            = var.stage
  description           = "The shop's ${each.key} API."
  xray_tracing_enabled  = true
  cache_cluster_enabled = var.cache != null
  cache_cluster_size    = try(var.cache.size, null)
  variables             = { alias = "live" }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access[each.key].arn
    format          = jsonencode(local.access_log)
  }

  # Managed by releases.
  lifecycle {
    ignore_changes = [deployment_id, canary_settings]
  }
}

resource "aws_api_gateway_method_settings" "all" {
  #checkov:skip=CKV_AWS_225:few methods may be cached; aws_api_gateway_method_settings.cached enables those
  for_each = local.apis

  rest_api_id = aws_api_gateway_rest_api.this[each.key].id
  stage_name  = aws_api_gateway_stage.this[each.key].stage_name
  method_path = "*/*"

  settings {
    metrics_enabled = var.detailed_metrics
    # The execution log would contain request bodies, in a log group without encryption key or retention. The access log
    # and the functions' logs are sufficient.
    logging_level          = "OFF"
    data_trace_enabled     = false
    caching_enabled        = false
    throttling_rate_limit  = var.throttling.rate_limit
    throttling_burst_limit = var.throttling.burst_limit
  }
}

locals {
  cached = merge([for api in keys(local.apis) : {
    for operation, method in local.methods : "${api}/${operation}" => {
      api = api
      # Method settings encode the slashes of a path as ~1.
      path = "${replace(method.path, "/", "~1")}/${method.method}"
      ttl  = method.ttl
    } if method.ttl > 0 && var.cache != null
  }]...)
}

# The document has the cache key parameters. Method settings replace those of */*, so they are repeated here.
resource "aws_api_gateway_method_settings" "cached" {
  for_each = local.cached

  rest_api_id = aws_api_gateway_rest_api.this[each.value.api].id
  stage_name  = aws_api_gateway_stage.this[each.value.api].stage_name
  method_path = each.value.path

  settings {
    metrics_enabled        = var.detailed_metrics
    logging_level          = "OFF"
    data_trace_enabled     = false
    throttling_rate_limit  = var.throttling.rate_limit
    throttling_burst_limit = var.throttling.burst_limit
    caching_enabled        = true
    cache_ttl_in_seconds   = each.value.ttl
    cache_data_encrypted   = true
    # A client that sends Cache-Control gets the cached response: only authorized callers can invalidate the cache.
    require_authorization_for_cache_control    = true
    unauthorized_cache_control_header_strategy = "SUCCEED_WITHOUT_RESPONSE_HEADER"
  }

  # API Gateway rejects concurrent changes to a stage.
  depends_on = [aws_api_gateway_method_settings.all]
}
