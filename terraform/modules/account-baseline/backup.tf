# In addition to point-in-time recovery: these backups survive the deletion of the table.
resource "aws_kms_key" "backup" {
  for_each = local.on.backup

  description             = "${var.name}: backups"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_backup_vault" "this" {
  for_each = local.on.backup

  name        = var.name
  kms_key_arn = aws_kms_key.backup[each.key].arn
}

# Minimum retention of a week for every backup. Without a date that makes the lock permanent, administrators of the vault
# can remove it.
resource "aws_backup_vault_lock_configuration" "this" {
  for_each = local.on.backup

  backup_vault_name  = aws_backup_vault.this[each.key].name
  min_retention_days = 7
}

resource "aws_backup_plan" "this" {
  for_each = local.on.backup

  name = var.name

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this[each.key].name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = var.backup_days
    }
  }
}

resource "aws_iam_role" "backup" {
  for_each = local.on.backup

  name        = "${var.name}-backup"
  description = "Lets AWS Backup back up and restore tables and buckets."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = var.enabled.backup ? local.backup_policies : {}

  role       = aws_iam_role.backup["backup"].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.value}"
}

locals {
  # The policies for S3 have no path: AWS Managed Policy Reference, "AWSBackupServiceRolePolicyForS3Backup".
  backup_policies = {
    AWSBackupServiceRolePolicyForBackup   = "service-role/AWSBackupServiceRolePolicyForBackup"
    AWSBackupServiceRolePolicyForRestores = "service-role/AWSBackupServiceRolePolicyForRestores"
    S3Backup                              = "AWSBackupServiceRolePolicyForS3Backup"
    S3Restore                             = "AWSBackupServiceRolePolicyForS3Restore"
  }
}

locals {
  # ARNs instead of tags: a selection by tags alone backs up only the types of resources to which the account's region
  # has opted in (AWS Backup Developer Guide, "Select AWS services to backup"). A missing resource is skipped.
  backup_arns = concat(flatten([for stage in var.backup_stages : [
    "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${var.name}-${stage}",
    "arn:${local.partition}:s3:::${var.name}-${stage}-assets-${local.account}",
  ]]), var.backup_arns)
}

resource "aws_backup_selection" "this" {
  for_each = length(local.backup_arns) > 0 ? local.on.backup : {}

  # A new name would replace the selection.
  name         = "tables"
  plan_id      = aws_backup_plan.this[each.key].id
  iam_role_arn = aws_iam_role.backup[each.key].arn
  resources    = local.backup_arns
}
