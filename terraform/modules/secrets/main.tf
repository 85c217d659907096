data "aws_caller_identity" "this" {}

locals {
  prefix = "${var.project_name}/${var.stage}"
}

# The first rotation starts at once and generates the first value: no person ever handles a key.
resource "aws_secretsmanager_secret" "jwt" {
  name                    = "${local.prefix}/jwt/secret"
  description             = "Signing keys of access tokens."
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_in_days
}

# The function's unqualified ARN: AWS does not document that Secrets Manager accepts an alias.
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

resource "aws_secretsmanager_secret" "encryption" {
  name                    = "${local.prefix}/database/encryption-key"
  description             = "Keys that encrypt secrets stored in the table. Earlier ones stay in it to decrypt."
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_in_days
}

resource "aws_lambda_permission" "encryption_rotation" {
  statement_id   = "SecretsManagerEncryption"
  action         = "lambda:InvokeFunction"
  function_name  = var.rotation_function.name
  principal      = "secretsmanager.amazonaws.com"
  source_account = data.aws_caller_identity.this.account_id
  source_arn     = aws_secretsmanager_secret.encryption.arn
}

resource "aws_secretsmanager_secret_rotation" "encryption" {
  secret_id           = aws_secretsmanager_secret.encryption.id
  rotation_lambda_arn = var.rotation_function.arn
  rotate_immediately  = true

  rotation_rules {
    automatically_after_days = var.encryption_rotation_days
  }

  depends_on = [aws_lambda_permission.encryption_rotation]
}

resource "aws_secretsmanager_secret" "payment" {
  #checkov:skip=CKV2_AWS_57:the payment service issues the key; payment_key_version replaces it
  name                    = "${local.prefix}/payment/api-key"
  description             = "API key of the payment service."
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_in_days
}

# Write-only arguments: the key is not stored in the state.
resource "aws_secretsmanager_secret_version" "payment" {
  secret_id                = aws_secretsmanager_secret.payment.id
  secret_string_wo         = var.payment_key
  secret_string_wo_version = var.payment_key_version
}
