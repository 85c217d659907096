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
  stage       = "prod"
  image_uri   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce:1.0.0"
  payment_key = "0123456789abcdef0123456789abcdef"
  config      = { from_email = "noreply@shop.example.com", image_base_url = "https://images.example.com" }
}

run "unknown_stage_is_rejected" {
  command = plan

  variables {
    stage = "production"
  }
  expect_failures = [var.stage]
}
