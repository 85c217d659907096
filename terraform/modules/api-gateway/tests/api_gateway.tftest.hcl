mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_resource "aws_api_gateway_rest_api" {
    defaults = {
      id            = "api"
      execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:api"
    }
  }
  mock_resource "aws_api_gateway_stage" {
    defaults = { arn = "arn:aws:apigateway:eu-west-1::/restapis/api/stages/prod", invoke_url = "https://api.execute-api.eu-west-1.amazonaws.com/prod" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/ecommerce-prod-invoke-authorizer" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:access" }
  }
  mock_resource "aws_api_gateway_domain_name" {
    defaults = { regional_domain_name = "d-1.execute-api.eu-west-1.amazonaws.com", regional_zone_id = "Z1" }
  }
}

variables {
  project_name = "ecommerce"
  stage        = "prod"
  documents = {
    storefront = file("../../../generated/api_gateway.storefront.json")
    partner    = file("../../../generated/api_gateway.partner.json")
  }
  functions = { for key, row in jsondecode(file("../../functions.json")) : key => {
    name             = "ecommerce-prod-${row.name}"
    alias_arn        = "arn:aws:lambda:eu-west-1:123456789012:function:ecommerce-prod-${row.name}:live"
    invoke_arn       = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:ecommerce-prod-${row.name}:live/invocations"
    stage_invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:ecommerce-prod-${row.name}:$${stageVariables.alias}/invocations"
  } }
  usage_plans  = jsondecode(file("../../usage_plans.json"))
  logs_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  docs_url     = "https://docs.example.com/docs"
}

run "both_apis_import_the_generated_documents" {
  assert {
    condition     = alltrue([for api in aws_api_gateway_rest_api.this : !strcontains(replace(api.body, "$${stageVariables.alias}", ""), "$${")])
    error_message = "Every placeholder of the documents is replaced."
  }
  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this["storefront"].body).paths["/products/{id}"].get["x-amazon-apigateway-integration"].uri == var.functions["getProduct"].stage_invoke_arn
    error_message = "Each operation is integrated with its own function."
  }
  assert {
    condition     = alltrue([for api in aws_api_gateway_rest_api.this : api.fail_on_warnings && api.put_rest_api_mode == "overwrite" && api.endpoint_configuration[0].types == tolist(["REGIONAL"])])
    error_message = "Both APIs are regional, and import warnings are errors."
  }
  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this["storefront"].body)["x-amazon-apigateway-gateway-responses"].UNAUTHORIZED.statusCode == "401" && strcontains(aws_api_gateway_rest_api.this["storefront"].body, "https://docs.example.com/docs/problems/")
    error_message = "Gateway responses are problem documents that link to the documentation."
  }
}

run "tokens_are_authorized_and_results_cached" {
  assert {
    condition = alltrue([for api in aws_api_gateway_rest_api.this : alltrue([
      for authorizer in [jsondecode(api.body).components.securitySchemes.BearerAuth["x-amazon-apigateway-authorizer"]] :
      authorizer.type == "token" && authorizer.authorizerResultTtlInSeconds == 300 && authorizer.authorizerUri == var.functions["authorize_request"].invoke_arn && authorizer.authorizerCredentials == aws_iam_role.authorizer.arn
    ])])
    error_message = "The TOKEN authorizer's result is cached for 300 seconds."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.authorizer.policy).Statement == [{ Effect = "Allow", Action = ["lambda:InvokeFunction"], Resource = [var.functions["authorize_request"].alias_arn] }]
    error_message = "API Gateway may invoke the authorizer and nothing else."
  }
}

run "stage_invokes_the_live_alias" {
  assert {
    condition     = alltrue([for stage in aws_api_gateway_stage.this : stage.variables == tomap({ alias = "live" })])
    error_message = "The stage's variable refers to the alias live."
  }
}

run "interrupted_import_can_be_detected" {
  assert {
    condition     = alltrue([for api in aws_api_gateway_rest_api.this : api.tags.Document == jsondecode(api.body).info.version && length(api.tags.Document) == 40]) && alltrue([for api, deployment in aws_api_gateway_deployment.this : deployment.description == "document ${aws_api_gateway_rest_api.this[api].tags.Document}"])
    error_message = "Tag, version and deployment have the hash of the document."
  }
}

run "interrupted_import_can_be_repeated" {
  variables {
    import_again = "once more"
  }

  assert {
    condition     = alltrue([for api, item in aws_api_gateway_rest_api.this : jsondecode(item.body).info.version != sha1("${local.bodies[api]} false ")])
    error_message = "A new value changes the hash of the document."
  }
}

run "canary_requests_and_errors_are_counted" {
  assert {
    condition     = aws_cloudwatch_log_metric_filter.canary["partner/Canary5XXError"].pattern == "{ ($.isCanary = \"true\") && ($.status = \"5*\") }" && strcontains(aws_api_gateway_stage.this["partner"].access_log_settings[0].format, "$context.isCanaryRequest")
    error_message = "Metric filters count canary requests and 5xx responses."
  }
  assert {
    condition = alltrue([for metric in ["CanaryCount", "Canary5XXError"] : toset([for filter in aws_cloudwatch_log_metric_filter.canary : filter.log_group_name if filter.metric_transformation[0].name == metric]) == toset([
      "/aws/apigateway/ecommerce-prod-partner", "/aws/apigateway/ecommerce-prod-partner/Canary", "/aws/apigateway/ecommerce-prod-storefront", "/aws/apigateway/ecommerce-prod-storefront/Canary",
    ])])
    error_message = "They read the stage's log and the canary's: API Gateway appends /Canary to the group's name."
  }
}

run "function_is_invoked_only_by_its_method" {
  assert {
    condition     = length(aws_lambda_permission.method) == 4 * sum(flatten([for row in values(jsondecode(file("../../functions.json"))) : [for trigger in row.triggers : startswith(trigger, "GET ") ? 2 : can(regex("^(POST|PUT|DELETE) /", trigger)) ? 1 : 0]])) && !anytrue([for permission in aws_lambda_permission.method : endswith(permission.source_arn, "/*/*")])
    error_message = "Each API may invoke both aliases of each operation's function, from its method and path, and from HEAD of a GET path."
  }
  assert {
    condition     = aws_lambda_permission.method["partner/getProduct/head/live"].source_arn == "arn:aws:execute-api:eu-west-1:123456789012:api/prod/HEAD/products/*" && aws_lambda_permission.method["partner/getProduct/head/live"].statement_id == "partner-live-head" && aws_lambda_permission.method["partner/getProduct/live"].source_arn == "arn:aws:execute-api:eu-west-1:123456789012:api/prod/GET/products/*" && aws_lambda_permission.method["partner/getProduct/live"].qualifier == "live" && aws_lambda_permission.method["partner/getProduct/canary"].qualifier == "canary"
    error_message = "Each alias has its own permission, and path parameters are *."
  }
}

run "requests_are_throttled_traced_and_logged" {
  assert {
    condition     = alltrue([for settings in aws_api_gateway_method_settings.all : settings.settings[0].throttling_rate_limit == 10000 && settings.settings[0].throttling_burst_limit == 5000 && !settings.settings[0].metrics_enabled && !settings.settings[0].data_trace_enabled])
    error_message = "10,000 requests per second with a burst of 5,000; request bodies are not logged, and methods have no metrics of their own."
  }
  assert {
    condition     = alltrue([for stage in aws_api_gateway_stage.this : stage.xray_tracing_enabled && stage.stage_name == "prod"])
    error_message = "Tracing is on for each stage."
  }
  assert {
    condition     = alltrue([for group in concat(values(aws_cloudwatch_log_group.access), values(aws_cloudwatch_log_group.canary)) : group.retention_in_days == 30 && group.kms_key_id == var.logs_key_arn])
    error_message = "Access logs are encrypted with the customer managed key and kept for 30 days."
  }
  assert {
    condition     = length(regexall("sourceIp|userAgent|principalId|context\\.path|claims|validationErrorString|error\\.message|user\\b", aws_api_gateway_stage.this["storefront"].access_log_settings[0].format)) == 0
    error_message = "The access log has no personal data."
  }
}

run "partners_have_usage_plans" {
  assert {
    condition     = aws_api_gateway_usage_plan.this["free"].name == "ecommerce-prod-free" && aws_api_gateway_usage_plan.this["free"].throttle_settings[0].rate_limit == 100 && aws_api_gateway_usage_plan.this["free"].throttle_settings[0].burst_limit == 200 && aws_api_gateway_usage_plan.this["free"].quota_settings[0].limit == 100000
    error_message = "Free: 100 requests per second, a burst of 200, 100,000 per month."
  }
  assert {
    condition     = aws_api_gateway_usage_plan.this["premium"].throttle_settings[0].rate_limit == 1000 && aws_api_gateway_usage_plan.this["premium"].throttle_settings[0].burst_limit == 2000 && aws_api_gateway_usage_plan.this["premium"].quota_settings[0].limit == 10000000 && aws_api_gateway_usage_plan.this["premium"].quota_settings[0].period == "MONTH"
    error_message = "Premium: 1,000 requests per second, a burst of 2,000, 10,000,000 per month."
  }
}

run "cache_is_off_by_default" {
  assert {
    condition     = length(aws_api_gateway_method_settings.cached) == 0 && alltrue([for stage in aws_api_gateway_stage.this : !stage.cache_cluster_enabled])
    error_message = "Without a cache setting there is no cache cluster."
  }
}

run "operations_with_a_ttl_are_cached" {
  variables {
    detailed_metrics = true
    cache            = {}
    cache_seconds    = { getProduct = 300, listProducts = 300, listProductsByCategory = 300 }
  }
  assert {
    condition     = toset([for settings in aws_api_gateway_method_settings.cached : settings.method_path]) == toset(["~1products/GET", "~1products~1{id}/GET", "~1products~1category~1{category}/GET"])
    error_message = "Only the operations in cache_seconds are cached."
  }
  assert {
    condition     = alltrue([for settings in aws_api_gateway_method_settings.cached : settings.settings[0].caching_enabled && settings.settings[0].cache_data_encrypted && settings.settings[0].cache_ttl_in_seconds == 300 && settings.settings[0].require_authorization_for_cache_control && settings.settings[0].throttling_rate_limit == 10000])
    error_message = "The cache is encrypted, has a TTL of 300 seconds, and only authorized callers can invalidate it."
  }
  assert {
    condition     = alltrue([for settings in concat(values(aws_api_gateway_method_settings.all), values(aws_api_gateway_method_settings.cached)) : settings.settings[0].metrics_enabled])
    error_message = "Detailed metrics are of all methods, cached ones included."
  }
  assert {
    condition     = alltrue([for stage in aws_api_gateway_stage.this : stage.cache_cluster_enabled && stage.cache_cluster_size == "0.5"])
    error_message = "The cluster has 0.5 GB."
  }
  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this["storefront"].body).paths["/products"].get["x-amazon-apigateway-integration"].cacheKeyParameters == ["method.request.querystring.category", "method.request.querystring.limit", "method.request.querystring.page"]
    error_message = "The cache key has every parameter of the list."
  }
}

run "several_origins_may_call_the_apis" {
  variables {
    allowed_origins = ["https://shop.example.com", "https://admin.example.com"]
  }
  assert {
    condition     = alltrue([for api in aws_api_gateway_rest_api.this : strcontains(jsondecode(api.body).paths["/orders"].options["x-amazon-apigateway-integration"].responses.default.responseTemplates["application/json"], "['https://shop.example.com', 'https://admin.example.com'].contains($origin)")])
    error_message = "A preflight returns the request's origin if it is in the list."
  }
  assert {
    condition     = alltrue([for response in values(jsondecode(aws_api_gateway_rest_api.this["storefront"].body)["x-amazon-apigateway-gateway-responses"]) : response.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "method.request.header.Origin"])
    error_message = "Pages of each origin can read that API Gateway refused a request."
  }
}

run "domain_maps_both_apis" {
  variables {
    domain_name     = "api.example.com"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
  }
  assert {
    condition     = { for api, mapping in aws_apigatewayv2_api_mapping.this : api => mapping.api_mapping_key } == { storefront = "v1", partner = "partner/v1" }
    error_message = "The storefront is at /v1, the partner API at /partner/v1."
  }
  assert {
    condition     = aws_api_gateway_domain_name.this[0].security_policy == "TLS_1_2" && alltrue([for api in aws_api_gateway_rest_api.this : api.disable_execute_api_endpoint])
    error_message = "TLS 1.2 or later, and API Gateway's own host is disabled."
  }
  assert {
    condition     = output.apis.partner.invoke_url == "https://api.example.com/partner/v1"
    error_message = "The invoke URL has the domain."
  }
}

run "domain_without_certificate_is_rejected" {
  command = plan
  variables {
    domain_name = "api.example.com"
  }
  expect_failures = [var.domain_name]
}

run "invalid_input_is_rejected" {
  command = plan
  variables {
    stage           = "production"
    throttling      = { rate_limit = -1, burst_limit = 5000 }
    cache           = { size = "2" }
    allowed_origins = ["*", "https://shop.example.com"]
    docs_url        = "https://docs.example.com/"
  }
  expect_failures = [var.stage, var.throttling, var.cache, var.allowed_origins, var.docs_url]
}
