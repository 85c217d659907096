mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { id = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-123456", arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-123456" }
  }
}

variables {
  project_name      = "ecommerce"
  stage             = "dev"
  payment_key       = "0123456789abcdef0123456789abcdef"
  kms_key_arn       = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  rotation_function = { name = "ecommerce-dev-auth-rotate-jwt-secret", arn = "arn:aws:lambda:eu-west-1:123456789012:function:ecommerce-dev-auth-rotate-jwt-secret" }
}

run "secrets_are_named_encrypted_and_rotated" {
  assert {
    condition     = aws_secretsmanager_secret.jwt.name == "ecommerce/dev/jwt/secret" && aws_secretsmanager_secret.payment.name == "ecommerce/dev/payment/api-key"
    error_message = "Names are the architecture's, with the stage."
  }
  assert {
    condition     = aws_secretsmanager_secret.jwt.kms_key_id == var.kms_key_arn && aws_secretsmanager_secret.payment.kms_key_id == var.kms_key_arn
    error_message = "Secrets are encrypted with the customer managed key."
  }
  assert {
    condition     = aws_secretsmanager_secret_rotation.jwt.rotation_rules[0].automatically_after_days == 30 && aws_secretsmanager_secret_rotation.jwt.rotate_immediately
    error_message = "Keys are rotated every 30 days, and at once after creation."
  }
  assert {
    condition     = aws_secretsmanager_secret.encryption.name == "ecommerce/dev/database/encryption-key" && aws_secretsmanager_secret.encryption.kms_key_id == var.kms_key_arn
    error_message = "The encryption keys have the architecture's name and are encrypted, too."
  }
  assert {
    condition     = aws_secretsmanager_secret_rotation.encryption.rotation_rules[0].automatically_after_days == 90 && aws_secretsmanager_secret_rotation.encryption.rotate_immediately
    error_message = "Encryption keys are rotated every 90 days, and at once after creation."
  }
  assert {
    condition     = aws_lambda_permission.rotation.source_account == "123456789012" && aws_lambda_permission.encryption_rotation.source_account == "123456789012"
    error_message = "Secrets Manager may invoke the function for this account only."
  }
}

run "payment_key_is_not_in_the_state" {
  assert {
    condition     = aws_secretsmanager_secret_version.payment.secret_string == null && aws_secretsmanager_secret_version.payment.secret_string_wo == null
    error_message = "The state has no value of the secret."
  }
}

run "invalid_input_is_rejected" {
  command = plan

  variables {
    payment_key              = "short"
    rotation_days            = 1
    encryption_rotation_days = 1
    payment_key_version      = 0
    recovery_window_in_days  = 3
  }
  expect_failures = [var.payment_key, var.rotation_days, var.encryption_rotation_days, var.payment_key_version, var.recovery_window_in_days]
}
