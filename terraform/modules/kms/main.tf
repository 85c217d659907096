data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  name      = "ecommerce-${var.stage}"
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.name

  # Delegates access to the account's IAM policies. Without this statement, a key could become unmanageable.
  owner = {
    Sid       = "Account"
    Effect    = "Allow"
    Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }

  keys = {
    # Lambda creates a grant for each function's role, for that function's environment variables.
    lambda = {
      description = "Environment variables of the Lambda functions"
      statements  = []
    }
    logs = {
      description = "Log groups"
      statements = [{
        Sid       = "LogGroups"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource  = "*"
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:*${local.name}*" }
        }
      }]
    }
    messages = {
      description = "Topics"
      statements = [
        {
          Sid       = "AlarmsAndMail"
          Effect    = "Allow"
          Principal = { Service = ["cloudwatch.amazonaws.com", "ses.amazonaws.com"] }
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = "*"
          Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
        },
        {
          # IfExists, because AWS documents neither that EventBridge passes its account to KMS nor that it does not.
          Sid       = "Events"
          Effect    = "Allow"
          Principal = { Service = "events.amazonaws.com" }
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = "*"
          Condition = { StringEqualsIfExists = { "aws:SourceAccount" = local.account } }
        },
      ]
    }
    secrets = {
      description = "Secrets"
      statements  = []
    }
  }
}

resource "aws_kms_key" "this" {
  for_each = local.keys

  description             = "${local.name}: ${each.value.description}"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_in_days

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.owner], each.value.statements)
  })
}

resource "aws_kms_alias" "this" {
  for_each = local.keys

  name          = "alias/${local.name}-${each.key}-key"
  target_key_id = aws_kms_key.this[each.key].key_id
}
