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
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:ecommerce-security-findings" }
  }
  mock_resource "aws_iam_service_linked_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig" }
  }
}

variables {
  name = "ecommerce"
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
    backup_stages = []
    backup_arns   = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod"]
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
    condition     = length(aws_cloudtrail.this) + length(aws_guardduty_detector.this) + length(aws_config_configuration_recorder.this) + length(aws_securityhub_account.this) + length(aws_backup_vault.this) + length(module.records_bucket) + length(aws_sns_topic.findings) + length(aws_kms_key.findings) == 0
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

run "findings_reach_people" {
  variables {
    alarm_emails = ["oncall@example.com"]
    runbooks_url = "https://docs.example.com/runbooks"
  }
  assert {
    condition     = { for service, rule in aws_cloudwatch_event_rule.findings : service => one(jsondecode(rule.event_pattern).source) } == { guardduty = "aws.guardduty", security_hub = "aws.securityhub", config = "aws.config" }
    error_message = "Each service that reports findings has a rule on the default bus."
  }
  assert {
    condition     = toset(jsondecode(aws_cloudwatch_event_rule.findings["security_hub"].event_pattern).detail.findings.Severity.Label) == toset(["CRITICAL", "HIGH"]) && jsondecode(aws_cloudwatch_event_rule.findings["guardduty"].event_pattern).detail.severity[0].numeric == [">=", 4]
    error_message = "Minor findings send no e-mail."
  }
  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.findings : target.arn == aws_sns_topic.findings["findings"].arn && can(jsondecode(target.input_transformer[0].input_template))])
    error_message = "Each finding is one sentence, published to the topic."
  }
  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.findings : fileexists("../../../docs/runbooks/${one(regex("https://docs.example.com/runbooks/([a-z-]+[.]md)\"$", target.input_transformer[0].input_template))}")])
    error_message = "Each finding links to an existing runbook."
  }
  assert {
    condition     = aws_sns_topic.findings["findings"].kms_master_key_id == aws_kms_key.findings["findings"].arn && [for subscription in aws_sns_topic_subscription.findings : subscription.endpoint] == ["oncall@example.com"]
    error_message = "The topic is encrypted, and the on-call address subscribes to it."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_sns_topic_policy.findings["findings"].policy).Statement : statement.Principal.Service if statement.Effect == "Allow"]) == "events.amazonaws.com" && contains([for statement in jsondecode(aws_kms_key.findings["findings"].policy).Statement : try(statement.Principal.Service, "")], "events.amazonaws.com")
    error_message = "EventBridge may publish to the topic and use its key."
  }
}

run "prods_table_and_images_are_backed_up_by_default" {
  assert {
    condition     = toset(aws_backup_selection.this["backup"].resources) == toset(["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod", "arn:aws:s3:::ecommerce-prod-assets-123456789012"])
    error_message = "The selection has the table and the bucket."
  }
  assert {
    condition     = toset([for attachment in aws_iam_role_policy_attachment.backup : reverse(split("/", attachment.policy_arn))[0]]) == toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores", "AWSBackupServiceRolePolicyForS3Backup", "AWSBackupServiceRolePolicyForS3Restore"])
    error_message = "The role may back up and restore both."
  }
}

run "malformed_findings_input_is_rejected" {
  command = plan
  variables {
    alarm_emails  = ["oncall"]
    backup_stages = ["test"]
    runbooks_url  = "docs/runbooks/"
  }
  expect_failures = [var.alarm_emails, var.backup_stages, var.runbooks_url]
}
