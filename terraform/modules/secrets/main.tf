data "aws_caller_identity" "this" {}

locals {
  prefix = "ecommerce/${var.stage}"
}

# Its first value is made by its first rotation, which begins at once: no key was ever in anybody's hands.
resource "aws_secretsmanager_secret" "jwt" {
  name                    = "${local.prefix}/jwt/secret"
  description             = "Keys that access tokens are signed with."
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_in_days
}

# The function's ARN and not its alias's: that Secrets Manager takes a qualified one is documented nowhere.
resource "aws_lambda_permission" "rotation" {
  statement_id   = "SecretsManager"
  action         = "lambda:InvokeFunction"
  function_name  = var.rotation_function.name
  principal      = "secretsmanager.amazonaws.com"
  source_account = data.aws_caller_identity.this.account_id
  source_arn     = aws_secretsmanager_secret.jwt.arn
}

resource "aws_secretsmanager_secret_rotation" "jwt" {
  secret_id           = aws_secretsmanager_secret.jwt.id
  rotation_lambda_arn = var.rotation_function.arn
  rotate_immediately  = true

  rotation_rules {
    automatically_after_days = var.rotation_days
  }

  depends_on = [aws_lambda_permission.rotation]
}

resource "aws_secretsmanager_secret" "payment" {
  #checkov:skip=CKV2_AWS_57:the payment service gives the key out; payment_key_version replaces it
  name                    = "${local.prefix}/payment/api-key"
  description             = "The API key that opens the payment service."
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_in_days
}

# Write-only: Terraform hands the key on and forgets it.
resource "aws_secretsmanager_secret_version" "payment" {
  secret_id                = aws_secretsmanager_secret.payment.id
  secret_string_wo         = var.payment_key
  secret_string_wo_version = var.payment_key_version
}
