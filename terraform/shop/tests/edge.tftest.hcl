mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "us_east_1"
  source          = "./tests/mocks"
  override_during = plan
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.jwt
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/jwt/secret-AbCdEf" }
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.encryption
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/database/encryption-key-AbCdEf" }
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.payment
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/payment/api-key-AbCdEf" }
}

# A mocked provider has no ACM validation records; module dns has its own tests.
override_module {
  target          = module.dns
  override_during = plan
  outputs = {
    zone_id             = "Z1"
    name_servers        = []
    api_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    cdn_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/2"
  }
}

variables {
  stage       = "prod"
  image_uri   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce:1.0.0"
  payment_key = "0123456789abcdef0123456789abcdef"
  config      = { from_email = "noreply@shop.example.com" }
}

run "full_configuration_has_domains_cache_waf_and_alarms" {
  command = plan

  variables {
    config = {
      from_email   = "noreply@shop.example.com"
      zone_name    = "example.com"
      domain_name  = "api.example.com"
      cdn          = { domain_name = "cdn.example.com" }
      cache        = {}
      vpc          = true
      thresholds   = { lambda_errors = 20, waf_blocks = 50 }
      alarm_emails = ["oncall@example.com"]

      waf_rate_limit         = 500
      waf_log_retention_days = 7
    }
  }

  assert {
    condition     = local.image_base_url == "https://cdn.example.com" && local.docs_url == "https://cdn.example.com/docs"
    error_message = "CloudFront serves images and documentation."
  }
  assert {
    condition     = module.api_gateway.apis["partner"].invoke_url == "https://api.example.com/partner/v1"
    error_message = "The partner API has the shop's domain."
  }
  assert {
    condition     = length(module.waf) == 1 && length(module.waf_cdn) == 0
    error_message = "WAF protects the APIs."
  }
  assert {
    condition     = jsonencode(local.web_acls) == jsonencode([{ name = "ecommerce-prod", region = "eu-west-1" }]) && contains(keys(module.monitoring.alarm_names), "waf-blocks")
    error_message = "A burst of blocked requests fires an alarm."
  }
  assert {
    condition     = { for api, item in aws_wafv2_web_acl_association.apis : api => item.web_acl_arn } == { storefront = module.waf[0].web_acl_arn, partner = module.waf[0].web_acl_arn }
    error_message = "WAF protects both APIs."
  }
  assert {
    condition     = alltrue([for key in ["loginUser", "refreshSession", "registerUser"] : local.functions[key].settings["TRUSTED_PROXIES"] == "0"])
    error_message = "X-Forwarded-For is not trusted."
  }
  assert {
    condition     = length(module.network) == 1
    error_message = "Functions run in a VPC if configured."
  }
}

run "waf_moves_to_cloudfront_in_front_of_the_api" {
  command = plan

  variables {
    config = {
      from_email  = "noreply@shop.example.com"
      zone_name   = "example.com"
      domain_name = "api.example.com"
      cdn         = { domain_name = "cdn.example.com", in_front_of_api = true }

      cors_allowed_origins = ["https://shop.example.com"]
    }
  }

  assert {
    condition     = alltrue([for function in local.functions : function.settings["ALLOWED_ORIGINS"] == "https://shop.example.com https://cdn.example.com"])
    error_message = "The pages of the documentation may call the API, too."
  }
  assert {
    condition     = length(module.waf) == 0 && length(module.waf_cdn) == 1
    error_message = "WAF is where the client's IP address is visible."
  }
  assert {
    condition     = { for api, item in aws_wafv2_web_acl_association.apis : api => item.web_acl_arn } == { storefront = module.cdn[0].origin_web_acl_arn, partner = module.cdn[0].origin_web_acl_arn }
    error_message = "Neither API can be reached without CloudFront."
  }
  assert {
    condition     = alltrue([for key in ["loginUser", "refreshSession", "registerUser"] : local.functions[key].settings["TRUSTED_PROXIES"] == "1"])
    error_message = "The client's IP address is the one that CloudFront appended."
  }
  assert {
    condition     = { for api, item in output.apis : api => item.invoke_url } == { storefront = "https://cdn.example.com/v1", partner = "https://cdn.example.com/partner/v1" }
    error_message = "Invoke URLs have CloudFront's domain."
  }
}

run "waf_blocks_nothing_that_a_usage_plan_allows" {
  command = plan

  assert {
    condition     = alltrue([for plan in local.usage_plans : local.partner_rate_limit >= 300 * plan.throttle.rateLimit])
    error_message = "WAF's rate for five minutes is at least a plan's rate for each of the 300 seconds."
  }
  assert {
    condition     = local.partner_host == "a1b2c3.execute-api.eu-west-1.amazonaws.com"
    error_message = "Without a domain, WAF recognizes the partner API by its host."
  }
  assert {
    condition     = local.config.waf_action == "block" && { for stage in ["dev", "prod"] : stage => one(regex("waf_action *= *\"([a-z]+)\"", file("../environments/${stage}/main.tf"))) } == { dev = "count", prod = "block" }
    error_message = "WAF blocks by default and in prod, and counts in dev."
  }
}

# Domains included: only is_wanted changes when the account may create CloudFront resources.
run "first_apply_works_without_cloudfront" {
  command = plan

  expect_failures = [check.account_pages]

  variables {
    config = {
      from_email  = "noreply@shop.example.com"
      zone_name   = "example.com"
      domain_name = "api.example.com"
      cdn         = { is_wanted = false, domain_name = "cdn.example.com" }
    }
  }

  assert {
    condition     = length(module.cdn) == 0 && output.cdn == null
    error_message = "Nothing is created at CloudFront."
  }
  assert {
    condition     = alltrue([for function in local.functions : function.settings["DOCS_URL"] == "/docs"])
    error_message = "Every function has the URL of the documentation."
  }
  assert {
    condition     = startswith(local.functions["getProduct"].settings["IMAGE_BASE_URL"], "https://")
    error_message = "Images have a URL."
  }
}

run "dev_has_limits_of_its_own_and_is_closed_behind_cloudfront_without_waf" {
  command = plan

  variables {
    stage = "dev"
    config = {
      from_email  = "noreply@shop.example.com"
      zone_name   = "example.com"
      domain_name = "api.example.com"
      cdn         = { domain_name = "cdn.example.com", in_front_of_api = true }
      waf_action  = "none"
    }
  }

  assert {
    condition     = length(aws_wafv2_web_acl_association.apis) == 2 && length(module.waf) + length(module.waf_cdn) == 0
    error_message = "The API rejects direct requests even without WAF."
  }
  assert {
    condition     = local.functions["registerUser"].settings["REGISTRATIONS_PER_ADDRESS"] == "3000"
    error_message = "Settings of dev override those of all."
  }
  assert {
    condition     = alltrue([for function in local.functions : function.settings["LOG_LEVEL"] == "DEBUG"])
    error_message = "Dev logs lines of level DEBUG, too."
  }
}
