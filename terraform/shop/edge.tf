locals {
  has_cdn_in_front = var.cdn.in_front_of_api
  docs_url         = coalesce(var.docs_url, var.cdn.is_wanted ? "${module.cdn[0].url}/docs" : "/docs")
  image_base_url   = coalesce(var.image_base_url, var.cdn.is_wanted ? module.cdn[0].url : "-")

  # A zone has the certificates made and proven; without one they are given.
  api_certificate_arn = var.zone_name == null ? var.certificate_arn : module.dns[0].api_certificate_arn
  cdn_certificate_arn = var.zone_name == null ? var.cdn.certificate_arn : module.dns[0].cdn_certificate_arn
}

module "api_gateway" {
  source = "../modules/api-gateway"

  stage = var.stage
  documents = {
    storefront = file("${path.module}/../../generated/api_gateway.storefront.json")
    partner    = file("${path.module}/../../generated/api_gateway.partner.json")
  }
  functions          = module.lambda.functions
  import_again       = var.import_again
  allow_origin       = var.allow_origin
  docs_url           = local.docs_url
  throttling         = var.throttling
  usage_plans        = jsondecode(file("${path.module}/../usage_plans.json"))
  cache              = var.cache
  logs_key_arn       = module.kms.logs_key_arn
  log_retention_days = var.log_retention_days
  domain_name        = var.domain_name
  certificate_arn    = local.api_certificate_arn
}

module "dns" {
  source = "../modules/dns"
  count  = var.zone_name == null ? 0 : 1

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  zone_name       = var.zone_name
  create_zone     = var.create_zone
  api_domain_name = var.domain_name
  api_target      = module.api_gateway.domain
  cdn_domain_name = var.cdn.domain_name
  cdn_target      = one(module.cdn[*].domain)
}

module "cdn" {
  source = "../modules/cdn"
  count  = var.cdn.is_wanted ? 1 : 0

  stage                     = var.stage
  images_bucket_domain_name = module.s3.bucket_domain_name
  docs_bucket_name          = "${local.name}-docs-${local.account}"
  domain_name               = var.cdn.domain_name
  certificate_arn           = local.cdn_certificate_arn
  web_acl_arn               = one(module.waf_cdn[*].web_acl_arn)
  force_destroy             = !var.is_kept
  api_domain_name           = local.has_cdn_in_front ? var.domain_name : null
}

# The firewall stands where the caller's address is seen: at the APIs, or at CloudFront in front of them.
module "waf" {
  source = "../modules/waf"
  count  = var.waf_action == null || local.has_cdn_in_front ? 0 : 1

  stage             = var.stage
  action            = var.waf_action
  allowed_countries = var.allowed_countries
}

module "waf_cdn" {
  source = "../modules/waf"
  count  = var.waf_action != null && local.has_cdn_in_front ? 1 : 0

  providers = { aws = aws.us_east_1 }

  stage             = var.stage
  scope             = "CLOUDFRONT"
  action            = var.waf_action
  allowed_countries = var.allowed_countries
}

# A stage has one web ACL: the firewall, or the one that lets CloudFront through only. Either is associated here, as of two
# associations the one that goes would take away the one that comes.
resource "aws_wafv2_web_acl_association" "apis" {
  for_each = { for api, made in module.api_gateway.apis : api => made.stage_arn if local.has_cdn_in_front || var.waf_action != null }

  resource_arn = each.value
  web_acl_arn  = local.has_cdn_in_front ? module.cdn[0].origin_web_acl_arn : module.waf[0].web_acl_arn
}

module "monitoring" {
  source = "../modules/monitoring"

  stage                  = var.stage
  alarm_emails           = var.alarm_emails
  runbooks_url           = var.runbooks_url
  functions              = module.lambda.functions
  stream_function        = local.streamed
  apis                   = module.api_gateway.apis
  table_name             = module.dynamodb.table_name
  index_names            = keys(module.dynamodb.index_arns)
  max_read_request_units = var.max_read_request_units
  queues                 = module.notifications.queues
  messages_key_arn       = module.kms.messages_key_arn
  thresholds             = var.thresholds
}
