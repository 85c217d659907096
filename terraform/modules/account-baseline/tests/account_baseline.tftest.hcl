mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::ecommerce-records-123456789012" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/ecommerce-backup" }
  }
  mock_resource "aws_iam_service_linked_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig" }
  }
}

run "api_calls_are_recorded_and_protected" {
  assert {
    condition     = aws_cloudtrail.this["cloudtrail"].is_multi_region_trail && aws_cloudtrail.this["cloudtrail"].enable_log_file_validation && aws_cloudtrail.this["cloudtrail"].kms_key_id == aws_kms_key.records["records"].arn
    error_message = "The trail covers all regions, is encrypted, and validates its files."
  }
  assert {
    condition     = toset([for statement in jsondecode(module.records_bucket["records"].policy).Statement : "${statement.Effect} ${statement.Sid}"]) == toset(["Deny EncryptedConnectionsOnly", "Allow CloudtrailReadsBucket", "Allow CloudtrailWritesRecords", "Allow ConfigReadsBucket", "Allow ConfigWritesRecords"])
    error_message = "Only CloudTrail and Config have access."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(module.records_bucket["records"].policy).Statement : length(setintersection(keys(statement.Condition.StringEquals), ["aws:SourceAccount", "aws:SourceArn"])) == 1 if statement.Effect == "Allow"])
    error_message = "CloudTrail and Config may write for this account only."
  }
}

run "everything_except_shield_advanced_is_on_by_default" {
  assert {
    condition     = length(aws_guardduty_detector.this) == 1 && length(aws_config_configuration_recorder_status.this) == 1 && length(aws_securityhub_account.this) == 1 && length(aws_backup_plan.this) == 1
    error_message = "GuardDuty, Config, Security Hub and Backup are on."
  }
  assert {
    condition     = length(aws_shield_subscription.this) == 0
    error_message = "Shield Advanced is off."
  }
}

run "shield_advanced_can_be_enabled" {
  command = plan
  variables {
    enabled     = { shield = true }
    shield_arns = { cdn = "arn:aws:cloudfront::123456789012:distribution/D1" }
  }
  assert {
    condition     = length(aws_shield_subscription.this) == 1 && length(aws_shield_protection.this) == 1
    error_message = "Shield Advanced protects the given resources."
  }
}

run "tables_are_backed_up" {
  variables {
    backup_arns = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod"]
  }
  assert {
    condition     = one(aws_backup_plan.this["backup"].rule).lifecycle[0].delete_after == 35 && aws_backup_vault.this["backup"].kms_key_arn == aws_kms_key.backup["backup"].arn && length(aws_backup_selection.this) == 1
    error_message = "Backups are daily, kept for 35 days, and encrypted with a customer managed key."
  }
}

run "each_service_can_be_disabled" {
  variables {
    enabled = { cloudtrail = false, guardduty = false, config = false, security_hub = false, backup = false }
  }
  assert {
    condition     = length(aws_cloudtrail.this) + length(aws_guardduty_detector.this) + length(aws_config_configuration_recorder.this) + length(aws_securityhub_account.this) + length(aws_backup_vault.this) + length(module.records_bucket) == 0
    error_message = "Disabled services create no resources."
  }
}

run "security_hub_needs_config" {
  command = plan
  variables {
    enabled = { config = false }
  }
  expect_failures = [var.enabled]
}

run "short_retention_is_rejected" {
  command = plan
  variables {
    log_retention_days = 7
    backup_days        = 1
  }
  expect_failures = [var.log_retention_days, var.backup_days]
}
