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

variables {
  stage          = "prod"
  image_uri      = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce:1.0.0"
  payment_key    = "0123456789abcdef0123456789abcdef"
  from_email     = "noreply@shop.example.com"
  image_base_url = "https://images.example.com"
}

# Few runs, as each takes some seconds: the others are of what a variable is refused for besides.
run "bad_input_is_refused" {
  command = plan

  variables {
    stage                = "production"
    reserved_concurrency = { createOrder = -1 }
    settings             = { TABLE_NAME = "mine" }
    log_level            = "LOUD"
    alarm_emails         = ["on call"]
    allow_origin         = "shop.example.com"
    docs_url             = "docs"
    image_base_url       = "images.example.com"
    nat_gateway          = true
    thresholds           = { lambda_mistakes = 1 }
    # Without a certificate, and without a zone to have one made in.
    domain_name = "api.example.com"
  }
  expect_failures = [
    var.stage, var.reserved_concurrency, var.settings, var.log_level, var.alarm_emails, var.allow_origin,
    var.docs_url, var.image_base_url, var.nat_gateway, var.thresholds, var.domain_name,
  ]
}

run "whom_to_believe_is_no_setting_of_its_own" {
  command = plan

  variables {
    settings = { TRUSTED_PROXIES = "1" }
  }
  expect_failures = [var.settings]
}

run "a_negative_threshold_and_cloudfronts_domain_without_a_certificate_are_refused" {
  command = plan

  variables {
    alarm_emails = ["oncall@example"]
    thresholds   = { lambda_errors = -1 }
    cdn          = { domain_name = "cdn.example.com" }
  }
  expect_failures = [var.alarm_emails, var.thresholds, var.cdn]
}

run "cloudfront_in_front_needs_the_apis_name" {
  command = plan

  variables {
    cdn = { in_front_of_api = true }
  }
  expect_failures = [var.cdn]
}
