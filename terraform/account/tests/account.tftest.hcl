mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::ecommerce-records-123456789012" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/ecommerce-backup" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:us-east-1:123456789012:ecommerce-security-findings" }
  }
  mock_resource "aws_iam_service_linked_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig" }
  }
}

run "services_without_a_fixed_price_are_on_by_default" {
  assert {
    condition     = output.records_bucket != null && output.backup_vault_arn != null && output.findings_topic_arn != null
    error_message = "Defaults are sufficient."
  }
}

run "services_can_be_disabled" {
  variables {
    enabled = { cloudtrail = false, config = false, security_hub = false, backup = false }
  }
  assert {
    condition     = output.records_bucket == null && output.backup_vault_arn == null
    error_message = "Disabled services create no resources."
  }
}

run "invalid_input_is_rejected" {
  command = plan
  variables {
    region     = "mars"
    account_id = "12"
  }
  expect_failures = [var.region, var.account_id]
}
