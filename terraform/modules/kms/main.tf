data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  name      = "${var.project_name}-${var.stage}"
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

  # The pipeline's role of this stage, also while it doesn't exist: a key policy that named it as principal would be
  # rejected then. terraform/bootstrap allows the role the same by the key's tag, which can take five minutes to affect
  # authorization (KMS Developer Guide, "ABAC for AWS KMS"); a key policy is in effect when the key is created.
  deployment = {
    Sid       = "Deployment"
    Effect    = "Allow"
    Principal = { AWS = "*" }
    Action = [
      "kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey", "kms:EnableKeyRotation", "kms:Encrypt",
      "kms:GenerateDataKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription",
    ]
    Resource = "*"
    Condition = {
      StringEquals = { "aws:PrincipalAccount" = local.account }
      ArnEquals    = { "aws:PrincipalArn" = "arn:${local.partition}:iam::${local.account}:role/${var.project_name}-pipeline-deploy-${var.stage}" }
    }
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
    Statement = concat([local.owner, local.deployment], each.value.statements)
  })
}

resource "aws_kms_alias" "this" {
  for_each = local.keys

  name          = "alias/${local.name}-${each.key}-key"
  target_key_id = aws_kms_key.this[each.key].key_id
}
