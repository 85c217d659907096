# A stage with every option that adds a policy: tests/deploy/test_policies.py evaluates and lints the policies of this run.
mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "us_east_1"
  source = "./tests/mocks"
}

override_resource {
  target = module.exports.aws_s3_bucket.this
  values = { arn = "arn:aws:s3:::ecommerce-prod-exports-123456789012" }
}

override_resource {
  target = module.secrets.aws_secretsmanager_secret.jwt
  values = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/jwt/secret-AbCdEf" }
}

override_resource {
  target = module.secrets.aws_secretsmanager_secret.encryption
  values = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/database/encryption-key-AbCdEf" }
}

override_resource {
  target = module.secrets.aws_secretsmanager_secret.payment
  values = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/payment/api-key-AbCdEf" }
}

run "stage_with_every_policy_is_applied" {
  variables {
    stage       = "prod"
    image_uri   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce:1.0.0"
    payment_key = "0123456789abcdef0123456789abcdef"
    config = {
      from_email   = "noreply@shop.example.com"
      vpc          = true
      alarm_emails = ["oncall@example.com"]
    }
  }

  assert {
    condition     = length(module.lambda.functions) == length(local.rows)
    error_message = "Each function has a role."
  }
}
