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
  target          = module.secrets.aws_secretsmanager_secret.payment
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/payment/api-key-AbCdEf" }
}

# What ACM wants to see in a zone, a mock can't make up: module dns has tests of its own.
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

run "a_whole_shop_has_names_a_cache_a_firewall_and_alarms" {
  command = plan

  variables {
    config = {
      from_email   = "noreply@shop.example.com"
      zone_name    = "example.com"
      domain_name  = "api.example.com"
      cdn          = { domain_name = "cdn.example.com" }
      cache        = {}
      vpc          = true
      thresholds   = { lambda_errors = 20 }
      alarm_emails = ["oncall@example.com"]
    }
  }

  assert {
    condition     = local.image_base_url == "https://cdn.example.com" && local.docs_url == "https://cdn.example.com/docs"
    error_message = "Pictures and documentation are CloudFront's."
  }
  assert {
    condition     = module.api_gateway.apis["partner"].invoke_url == "https://api.example.com/partner/v1"
    error_message = "The partners' API is under the shop's own name."
  }
  assert {
    condition     = length(module.waf) == 1 && length(module.waf_cdn) == 0
    error_message = "The firewall stands before the APIs."
  }
  assert {
    condition     = { for api, made in aws_wafv2_web_acl_association.apis : api => made.web_acl_arn } == { storefront = module.waf[0].web_acl_arn, partner = module.waf[0].web_acl_arn }
    error_message = "Before both of them."
  }
  assert {
    condition     = alltrue([for key in ["loginUser", "refreshSession", "registerUser"] : local.functions[key].settings["TRUSTED_PROXIES"] == "0"])
    error_message = "No header tells who the caller is."
  }
  assert {
    condition     = length(module.network) == 1
    error_message = "Functions are in a network where one is asked for."
  }
}

run "cloudfront_may_stand_in_front_and_then_the_firewall_is_there" {
  command = plan

  variables {
    config = {
      from_email  = "noreply@shop.example.com"
      zone_name   = "example.com"
      domain_name = "api.example.com"
      cdn         = { domain_name = "cdn.example.com", in_front_of_api = true }
    }
  }

  assert {
    condition     = length(module.waf) == 0 && length(module.waf_cdn) == 1
    error_message = "The firewall stands where the caller's address is seen."
  }
  assert {
    condition     = { for api, made in aws_wafv2_web_acl_association.apis : api => made.web_acl_arn } == { storefront = module.cdn[0].origin_web_acl_arn, partner = module.cdn[0].origin_web_acl_arn }
    error_message = "Nobody gets around CloudFront to either API."
  }
  assert {
    condition     = alltrue([for key in ["loginUser", "refreshSession", "registerUser"] : local.functions[key].settings["TRUSTED_PROXIES"] == "1"])
    error_message = "The caller is whom CloudFront wrote down."
  }
  assert {
    condition     = { for api, made in output.apis : api => made.invoke_url } == { storefront = "https://cdn.example.com/v1", partner = "https://cdn.example.com/partner/v1" }
    error_message = "The APIs are called through CloudFront."
  }
}

run "dev_counts_and_prod_blocks" {
  command = plan

  assert {
    condition     = var.config.waf_action == "block" && { for stage in ["dev", "prod"] : stage => one(regex("waf_action *= *\"([a-z]+)\"", file("../environments/${stage}/main.tf"))) } == { dev = "count", prod = "block" }
    error_message = "The firewall blocks, unless an environment says otherwise, as dev does."
  }
}

run "without_a_firewall_nobody_gets_around_cloudfront_either" {
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
    error_message = "That the API is closed hangs on no rule of the firewall."
  }
}
