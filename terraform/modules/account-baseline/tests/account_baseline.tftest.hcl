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

run "what_is_done_to_the_account_is_recorded" {
  assert {
    condition     = aws_cloudtrail.this["cloudtrail"].is_multi_region_trail && aws_cloudtrail.this["cloudtrail"].enable_log_file_validation && aws_cloudtrail.this["cloudtrail"].kms_key_id == aws_kms_key.records["records"].arn
    error_message = "In every region, encrypted, and so that a change of the record shows."
  }
  assert {
    condition     = toset([for statement in jsondecode(module.records_bucket["records"].policy).Statement : "${statement.Effect} ${statement.Sid}"]) == toset(["Deny EncryptedConnectionsOnly", "Allow CloudtrailLooks", "Allow CloudtrailWrites", "Allow ConfigLooks", "Allow ConfigWrites"])
    error_message = "Only CloudTrail and Config have access."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(module.records_bucket["records"].policy).Statement : length(setintersection(keys(statement.Condition.StringEquals), ["aws:SourceAccount", "aws:SourceArn"])) == 1 if statement.Effect == "Allow"])
    error_message = "CloudTrail and Config write for this account only."
  }
}

run "all_but_shield_advanced_is_on" {
  assert {
    condition     = length(aws_guardduty_detector.this) == 1 && length(aws_config_configuration_recorder_status.this) == 1 && length(aws_securityhub_account.this) == 1 && length(aws_backup_plan.this) == 1
    error_message = "GuardDuty, Config, Security Hub, Backup."
  }
  assert {
    condition     = length(aws_shield_subscription.this) == 0
    error_message = "Shield Advanced is bought when somebody asks for it."
  }
}

run "shield_advanced_is_bought_when_it_is_asked_for" {
  command = plan
  variables {
    enabled     = { shield = true }
    shield_arns = { cdn = "arn:aws:cloudfront::123456789012:distribution/D1" }
  }
  assert {
    condition     = length(aws_shield_subscription.this) == 1 && length(aws_shield_protection.this) == 1
    error_message = "And it protects what it was told to."
  }
}

run "tables_are_backed_up" {
  variables {
    backup_arns = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod"]
  }
  assert {
    condition     = one(aws_backup_plan.this["backup"].rule).lifecycle[0].delete_after == 35 && aws_backup_vault.this["backup"].kms_key_arn == aws_kms_key.backup["backup"].arn && length(aws_backup_selection.this) == 1
    error_message = "Every day, for 35 days, encrypted with our key."
  }
}

run "each_can_be_left_out" {
  variables {
    enabled = { cloudtrail = false, guardduty = false, config = false, security_hub = false, backup = false }
  }
  assert {
    condition     = length(aws_cloudtrail.this) + length(aws_guardduty_detector.this) + length(aws_config_configuration_recorder.this) + length(aws_securityhub_account.this) + length(aws_backup_vault.this) + length(module.records_bucket) == 0
    error_message = "Nothing is made that was not wanted."
  }
}

run "security_hub_needs_config" {
  command = plan
  variables {
    enabled = { config = false }
  }
  expect_failures = [var.enabled]
}

run "short_lives_are_refused" {
  command = plan
  variables {
    log_retention_days = 7
    backup_days        = 1
  }
  expect_failures = [var.log_retention_days, var.backup_days]
}
