locals {
  name = "ecommerce-${var.stage}"
  apis = {
    storefront = "v1"
    partner    = "partner/v1"
  }

  # The documents are the same but for the key, so one tells which function answers which method.
  methods = merge([for path, item in jsondecode(var.documents.storefront).paths : {
    for method, operation in item : operation.operationId => {
      path   = path
      method = upper(method)
      cached = can(operation["x-amazon-apigateway-integration"].cacheKeyParameters)
    } if can(operation.operationId)
  }]...)

  bodies = { for api in keys(local.apis) : api => templatestring(var.documents[api], {
    integration_uri        = { for key, function in var.functions : key => function.stage_invoke_arn }
    authorizer_uri         = var.functions[var.authorizer].invoke_arn
    authorizer_credentials = aws_iam_role.authorizer.arn
    allow_origin           = var.allow_origin
    docs_url               = var.docs_url
  }) }

  # What a deployment is made of, in short. That the API's own host is closed counts from the next one on, too.
  deployed = { for api, body in local.bodies : api => sha1("${body} ${var.domain_name != null} ${var.import_again}") }
  documents = { for api, body in local.bodies : api => jsonencode(merge(jsondecode(body), {
    info = merge(jsondecode(body).info, { version = local.deployed[api] })
  })) }
}

resource "aws_api_gateway_rest_api" "this" {
  for_each = local.apis

  name             = "${local.name}-${each.key}"
  description      = "The shop's ${each.key} API, as openapi.yaml has it."
  body             = local.documents[each.key]
  fail_on_warnings = true
  # What the document doesn't have, the API hasn't either.
  put_rest_api_mode = "overwrite"
  # What is to be imported. What was, the API's version says, as that is in the document itself: an import that broke off
  # is seen by the two.
  tags = { Document = local.deployed[each.key] }
  # With a name of its own it is called by that only.
  disable_execute_api_endpoint = var.domain_name != null

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = length(setsubtract(keys(local.methods), keys(var.functions))) == 0
      error_message = "Each operation needs a function: there is none for ${join(", ", setsubtract(keys(local.methods), keys(var.functions)))}."
    }
  }
}

# The stage begins with this one. A deployment never changes: another body is another deployment, which a release makes
# and lets the stage serve (`bin/shop release`), first to some of the requests.
resource "aws_api_gateway_deployment" "this" {
  for_each = local.apis

  rest_api_id = aws_api_gateway_rest_api.this[each.key].id
  description = "document ${local.deployed[each.key]}"

  lifecycle {
    create_before_destroy = true
    # It stays one of the document that it was made of.
    ignore_changes = [description]
  }
}

resource "aws_api_gateway_stage" "this" {
  #checkov:skip=CKV2_AWS_29:module waf or cdn protects it, through a map that checkov doesn't follow
  #checkov:skip=CKV2_AWS_4:API Gateway's own log would hold what users send: see the settings of all methods
  #checkov:skip=CKV2_AWS_51:it calls functions by IAM, and no host that would ask for a certificate
  #checkov:skip=CKV_AWS_120:a cache costs by the hour: prod has one, dev none
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

  # A release's.
  lifecycle {
    ignore_changes = [deployment_id, canary_settings]
  }
}

resource "aws_api_gateway_method_settings" "all" {
  #checkov:skip=CKV_AWS_225:of all methods few may be cached: those have settings of their own
  for_each = local.apis

  rest_api_id = aws_api_gateway_rest_api.this[each.key].id
  stage_name  = aws_api_gateway_stage.this[each.key].stage_name
  method_path = "*/*"

  settings {
    metrics_enabled = true
    # API Gateway's own log would hold what users send, in a group without a key or an end. The access log and the
    # functions' say what happened.
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
      # As API Gateway writes it: a slash of the path is ~1.
      path = "${replace(method.path, "/", "~1")}/${method.method}"
    } if method.cached && var.cache != null
  }]...)
}

# What each is cached by stands in the document. A method's settings are its own, so those of all stand here again.
resource "aws_api_gateway_method_settings" "cached" {
  for_each = local.cached

  rest_api_id = aws_api_gateway_rest_api.this[each.value.api].id
  stage_name  = aws_api_gateway_stage.this[each.value.api].stage_name
  method_path = each.value.path

  settings {
    metrics_enabled        = true
    logging_level          = "OFF"
    data_trace_enabled     = false
    throttling_rate_limit  = var.throttling.rate_limit
    throttling_burst_limit = var.throttling.burst_limit
    caching_enabled        = true
    cache_ttl_in_seconds   = var.cache.seconds
    cache_data_encrypted   = true
    # A browser that reloads sends Cache-Control: it gets what is cached, and nobody empties the cache who may not.
    require_authorization_for_cache_control    = true
    unauthorized_cache_control_header_strategy = "SUCCEED_WITHOUT_RESPONSE_HEADER"
  }

  # API Gateway refuses two changes of a stage at a time.
  depends_on = [aws_api_gateway_method_settings.all]
}
