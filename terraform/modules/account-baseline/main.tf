data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.name
  trail     = "${var.name}-audit"
  trail_arn = "arn:${local.partition}:cloudtrail:${local.region}:${local.account}:trail/${local.trail}"
  records   = var.enabled.cloudtrail || var.enabled.config ? { records = "${var.name}-records-${local.account}" } : {}
  on        = { for part, enabled in var.enabled : part => enabled ? { (part) = true } : {} }
}

# API calls in all regions, in a bucket whose files are validated.
resource "aws_cloudtrail" "this" {
  #checkov:skip=CKV2_AWS_10:GuardDuty reads the trail itself and people read the bucket: a copy in CloudWatch would cost more than both
  #checkov:skip=CKV_AWS_252:no one needs a notification for each file
  for_each = local.on.cloudtrail

  name                          = local.trail
  s3_bucket_name                = module.records_bucket["records"].bucket_name
  s3_key_prefix                 = "cloudtrail"
  kms_key_id                    = aws_kms_key.records["records"].arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true

  depends_on = [module.records_bucket]
}

# Detects intrusions.
resource "aws_guardduty_detector" "this" {
  #checkov:skip=CKV2_AWS_3:the detector is for one account and region, not for an organization
  for_each = local.on.guardduty

  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

resource "aws_guardduty_detector_feature" "this" {
  for_each = var.enabled.guardduty ? toset(["LAMBDA_NETWORK_LOGS", "S3_DATA_EVENTS"]) : toset([])

  detector_id = aws_guardduty_detector.this["guardduty"].id
  name        = each.value
  status      = "ENABLED"
}

resource "aws_securityhub_account" "this" {
  for_each = local.on.security_hub

  enable_default_standards = false
  auto_enable_controls     = true
}

resource "aws_securityhub_standards_subscription" "this" {
  for_each = var.enabled.security_hub ? toset(["standards/aws-foundational-security-best-practices/v/1.0.0", "standards/cis-aws-foundations-benchmark/v/3.0.0"]) : toset([])

  standards_arn = "arn:${local.partition}:securityhub:${local.region}::${each.value}"

  depends_on = [aws_securityhub_account.this]
}

resource "aws_shield_subscription" "this" {
  for_each = local.on.shield

  auto_renew = "ENABLED"
}

resource "aws_shield_protection" "this" {
  for_each = var.enabled.shield ? var.shield_arns : {}

  name         = "${var.name}-${each.key}"
  resource_arn = each.value

  depends_on = [aws_shield_subscription.this]
}
