locals {
  docs_url                = coalesce(var.docs_url, "/docs")
  image_base_url          = var.image_base_url
  image_distribution_arns = []
  certificate_arn         = var.certificate_arn
}

module "api_gateway" {
  source = "../modules/api-gateway"

  stage = var.stage
  documents = {
    storefront = file("${path.module}/../../generated/api_gateway.storefront.json")
    partner    = file("${path.module}/../../generated/api_gateway.partner.json")
  }
  functions          = module.lambda.functions
  allow_origin       = var.allow_origin
  docs_url           = local.docs_url
  throttling         = var.throttling
  usage_plans        = jsondecode(file("${path.module}/../usage_plans.json"))
  cache              = var.cache
  logs_key_arn       = module.kms.logs_key_arn
  log_retention_days = var.log_retention_days
  domain_name        = var.domain_name
  certificate_arn    = local.certificate_arn
}

module "waf" {
  source = "../modules/waf"
  count  = var.waf_action == null ? 0 : 1

  stage      = var.stage
  action     = var.waf_action
  stage_arns = { for api, made in module.api_gateway.apis : api => made.stage_arn }
}
