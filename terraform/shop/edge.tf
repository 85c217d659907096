locals {
  # API Gateway caches the operations with x-cache-seconds in the contract, and no others.
  cache_seconds = merge([for item in values(jsondecode(file("${path.module}/../../generated/openapi.json")).paths) : {
    for operation in values(item) : operation.operationId => operation.x-cache-seconds if can(operation.x-cache-seconds)
  }]...)

  has_cdn_in_front = local.config.cdn.in_front_of_api
  has_waf          = local.config.waf_action != "none"
  docs_url         = coalesce(local.config.docs_url, local.config.cdn.is_wanted ? "${module.cdn[0].url}/docs" : "/docs")
  image_base_url   = coalesce(local.config.image_base_url, local.config.cdn.is_wanted ? module.cdn[0].url : "https://${module.s3.bucket_domain_name}")

  # The documentation has pages that call the API: it must accept them although their host is another one.
  docs_origins    = local.config.cdn.is_wanted && !contains(local.config.cors_allowed_origins, "*") ? [module.cdn[0].url] : []
  allowed_origins = distinct(concat(local.config.cors_allowed_origins, local.docs_origins))

  usage_plans = jsondecode(file("${path.module}/../usage_plans.json"))
  # WAF must not block what a usage plan allows: its rate for five minutes, and a burst.
  partner_rate_limit = max([for plan in local.usage_plans : 300 * plan.throttle.rateLimit + plan.throttle.burstLimit]...)
  # Without a domain, each API has a host of its own.
  partner_host = local.config.domain_name == null ? split("/", module.api_gateway.apis["partner"].invoke_url)[2] : null

  # With a zone, module dns creates the certificates; otherwise they are inputs.
  api_certificate_arn = local.config.zone_name == null ? local.config.certificate_arn : module.dns[0].api_certificate_arn
  cdn_certificate_arn = local.config.zone_name == null ? local.config.cdn.certificate_arn : module.dns[0].cdn_certificate_arn
}

check "account_pages" {
  assert {
    condition     = local.config.cdn.is_wanted || local.config.docs_url != null || local.config.account_pages_url != null
    error_message = "Without CloudFront, nothing serves the pages that the links of e-mails about accounts lead to: set account_pages_url."
  }
}

module "api_gateway" {
  source = "../modules/api-gateway"

  project_name = local.project_name
  stage        = var.stage
  documents = {
    storefront = file("${path.module}/../../generated/api_gateway.storefront.json")
    partner    = file("${path.module}/../../generated/api_gateway.partner.json")
  }
  functions          = module.lambda.functions
  import_again       = local.config.import_again
  allowed_origins    = local.allowed_origins
  docs_url           = local.docs_url
  throttling         = coalesce(local.config.throttling, { rate_limit = 10000, burst_limit = 5000 })
  usage_plans        = local.usage_plans
  cache              = local.config.cache
  cache_seconds      = local.cache_seconds
  detailed_metrics   = local.config.detailed_metrics
  logs_key_arn       = module.kms.logs_key_arn
  log_retention_days = local.config.log_retention_days
  domain_name        = local.config.domain_name
  certificate_arn    = local.api_certificate_arn
}

module "dns" {
  source = "../modules/dns"
  count  = local.config.zone_name == null ? 0 : 1

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  zone_name       = local.config.zone_name
  create_zone     = local.config.create_zone
  api_domain_name = local.config.domain_name
  api_target      = module.api_gateway.domain
  cdn_domain_name = local.config.cdn.is_wanted ? local.config.cdn.domain_name : null
  cdn_target      = one(module.cdn[*].domain)
}

module "cdn" {
  source = "../modules/cdn"
  count  = local.config.cdn.is_wanted ? 1 : 0

  project_name              = local.project_name
  stage                     = var.stage
  images_bucket_domain_name = module.s3.bucket_domain_name
  docs_bucket_name          = "${local.name}-docs-${local.account}"
  domain_name               = local.config.cdn.domain_name
  certificate_arn           = local.cdn_certificate_arn
  web_acl_arn               = one(module.waf_cdn[*].web_acl_arn)
  force_destroy             = !local.config.is_kept
  api_domain_name           = local.has_cdn_in_front ? local.config.domain_name : null
}

# WAF is where the client's IP address is visible: at the APIs, or at CloudFront in front of them.
module "waf" {
  source = "../modules/waf"
  count  = !local.has_waf || local.has_cdn_in_front ? 0 : 1

  project_name       = local.project_name
  stage              = var.stage
  action             = local.config.waf_action
  allowed_countries  = local.config.allowed_countries
  partner_rate_limit = local.partner_rate_limit
  partner_host       = local.partner_host
  rate_limit         = local.config.waf_rate_limit
  log_retention_days = local.config.waf_log_retention_days
  logs_key_arn       = module.kms.logs_key_arn
}

module "waf_cdn" {
  source = "../modules/waf"
  count  = local.has_waf && local.has_cdn_in_front ? 1 : 0

  providers = { aws = aws.us_east_1 }

  project_name       = local.project_name
  stage              = var.stage
  scope              = "CLOUDFRONT"
  action             = local.config.waf_action
  allowed_countries  = local.config.allowed_countries
  partner_rate_limit = local.partner_rate_limit
  rate_limit         = local.config.waf_rate_limit
  log_retention_days = local.config.waf_log_retention_days
  # The key is in the stage's region, this log in us-east-1.
  logs_key_arn = local.region == "us-east-1" ? module.kms.logs_key_arn : null
}

# An API stage has one web ACL: WAF's, or the one that allows only CloudFront. One resource manages the association: with
# two, destroying the old association would remove the new one.
resource "aws_wafv2_web_acl_association" "apis" {
  for_each = { for api, item in module.api_gateway.apis : api => item.stage_arn if local.has_cdn_in_front || local.has_waf }

  resource_arn = each.value
  web_acl_arn  = local.has_cdn_in_front ? module.cdn[0].origin_web_acl_arn : module.waf[0].web_acl_arn
}

locals {
  # CloudFront's metrics are in us-east-1, and an alarm reads those of its own region.
  web_acls = concat(
    [for acl in module.waf : { name = acl.web_acl_name, region = local.region }],
    [for acl in module.waf_cdn : { name = acl.web_acl_name, region = null } if local.region == "us-east-1"],
  )
}

module "monitoring" {
  source = "../modules/monitoring"

  project_name           = local.project_name
  stage                  = var.stage
  alarm_emails           = local.config.alarm_emails
  runbooks_url           = local.config.runbooks_url
  functions              = module.lambda.functions
  stream_function        = local.streamed
  apis                   = module.api_gateway.apis
  access_log_groups      = module.api_gateway.access_log_groups
  table_name             = module.dynamodb.table_name
  index_names            = keys(module.dynamodb.index_arns)
  max_read_request_units = local.config.max_read_request_units
  queues                 = module.notifications.queues
  web_acls               = local.web_acls
  messages_key_arn       = module.kms.messages_key_arn
  thresholds             = local.config.thresholds
}
