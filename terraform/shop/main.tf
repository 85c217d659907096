module "config" {
  source = "./config"

  config = var.config
  names  = keys(var.config)
}

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  config       = module.config.config
  project_name = jsondecode(file("${path.module}/../project.json")).name
  name         = "${local.project_name}-${var.stage}"
  account      = data.aws_caller_identity.this.account_id
  partition    = data.aws_partition.this.partition
  region       = data.aws_region.this.name
}

module "kms" {
  source = "../modules/kms"

  project_name            = local.project_name
  stage                   = var.stage
  deletion_window_in_days = local.config.is_kept ? 30 : 7
}

module "dynamodb" {
  source = "../modules/dynamodb"

  project_name            = local.project_name
  stage                   = var.stage
  deletion_protection     = local.config.is_kept
  max_read_request_units  = local.config.max_read_request_units
  max_write_request_units = local.config.max_write_request_units
}

module "s3" {
  source = "../modules/s3"

  # Bucket names are unique across all AWS accounts.
  bucket_name       = coalesce(local.config.bucket_name, "${local.name}-assets-${local.account}")
  allowed_origins   = local.config.cors_allowed_origins
  distribution_arns = module.cdn[*].distribution_arn
  log_bucket        = local.config.log_bucket
  force_destroy     = !local.config.is_kept
}

# Files with personal data: kept for a day, and no earlier versions of them.
module "exports" {
  source = "../modules/safe-bucket"

  bucket_name         = "${local.name}-exports-${local.account}"
  force_destroy       = !local.config.is_kept
  minimum_tls_version = "1.2"
  has_versions        = false
  lifecycle_rules     = [{ id = "delete-exports", expiration_days = 1, abort_multipart_days = 1 }]
}

module "secrets" {
  source = "../modules/secrets"

  project_name            = local.project_name
  stage                   = var.stage
  kms_key_arn             = module.kms.secrets_key_arn
  rotation_function       = { name = local.rotation.name, arn = local.rotation.arn }
  payment_key             = var.payment_key
  payment_key_version     = local.config.payment_key_version
  recovery_window_in_days = local.config.is_kept ? 30 : 0
}

module "notifications" {
  source = "../modules/notifications"

  project_name         = local.project_name
  stage                = var.stage
  from_email           = local.config.from_email
  mail_domain          = local.config.mail_domain
  dmarc_record         = local.config.dmarc_record
  zone_id              = one(module.dns[*].zone_id)
  has_zone             = local.config.zone_name != null
  messages_key_arn     = module.kms.messages_key_arn
  mail_feedback_emails = local.config.alarm_emails
  schedules            = local.schedules
}

module "network" {
  source = "../modules/network"
  count  = local.config.vpc ? 1 : 0

  project_name = local.project_name
  stage        = var.stage
  nat_gateway  = local.config.nat_gateway
}

module "lambda" {
  source = "../modules/lambda"

  project_name            = local.project_name
  stage                   = var.stage
  functions               = local.functions
  image_uri               = var.image_uri
  architecture            = local.config.architecture
  more_settings           = local.config.more_settings
  lambda_key_arn          = module.kms.lambda_key_arn
  logs_key_arn            = module.kms.logs_key_arn
  log_retention_days      = local.config.log_retention_days
  failed_events_queue_arn = module.notifications.queues["failed_events"].arn
  vpc                     = local.config.vpc ? { subnet_ids = module.network[0].subnet_ids, security_group_ids = module.network[0].security_group_ids } : null
}
