# Records resource configurations and evaluates them against rules.
resource "aws_iam_service_linked_role" "config" {
  for_each = local.on.config

  aws_service_name = "config.amazonaws.com"
}

resource "aws_config_configuration_recorder" "this" {
  for_each = local.on.config

  name     = var.name
  role_arn = aws_iam_service_linked_role.config[each.key].arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}

resource "aws_config_delivery_channel" "this" {
  for_each = local.on.config

  name           = var.name
  s3_bucket_name = module.records_bucket["records"].bucket_name
  s3_key_prefix  = "config"
  s3_kms_key_arn = aws_kms_key.records["records"].arn

  depends_on = [aws_config_configuration_recorder.this, module.records_bucket]
}

resource "aws_config_configuration_recorder_status" "this" {
  for_each = local.on.config

  name       = aws_config_configuration_recorder.this[each.key].name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}

# Items of the architecture's checklist that apply to the whole account.
resource "aws_config_config_rule" "this" {
  for_each = var.enabled.config ? toset([
    "CLOUD_TRAIL_ENABLED", "DYNAMODB_PITR_ENABLED", "GUARDDUTY_ENABLED_CENTRALIZED",
    "ROOT_ACCOUNT_MFA_ENABLED", "S3_BUCKET_PUBLIC_READ_PROHIBITED", "S3_BUCKET_VERSIONING_ENABLED",
  ]) : toset([])

  name = "${var.name}-${lower(replace(each.value, "_", "-"))}"

  source {
    owner             = "AWS"
    source_identifier = each.value
  }

  depends_on = [aws_config_configuration_recorder_status.this]
}
