locals {
  stage = "prod"

  tags = {
    Project   = "ecommerce"
    Stage     = ops.stage
    ManagedBy = "Terraform"
  }
}

# The payment service is our own mock, so that any key does. Secrets Manager makes it up; nobody sees it.
ephemeral "aws_secretsmanager_random_password" "payment_key" {
  password_length     = 48
  exclude_punctuation = true
}

module "shop" {
  source = "../../shop"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  stage   = ops.stage
  is_kept = true

  image_uri            = var.image_uri
  architecture         = var.architecture
  reserved_concurrency = var.reserved_concurrency
  import_again         = var.import_again
  settings             = var.settings
  more_settings        = var.more_settings
  log_level            = var.log_level

  payment_key         = ephemeral.aws_secretsmanager_random_password.payment_key.random_password
  payment_key_version = var.payment_key_version

  from_email   = var.from_email
  mail_domain  = var.mail_domain
  alarm_emails = var.alarm_emails
  runbooks_url = var.runbooks_url
  thresholds   = var.thresholds

  vpc         = var.vpc
  nat_gateway = var.nat_gateway
  log_bucket  = var.log_bucket

  allow_origin    = var.allow_origin
  domain_name     = var.domain_name
  certificate_arn = var.certificate_arn
  zone_name       = var.zone_name
  create_zone     = var.create_zone
  cdn             = var.cdn
  docs_url        = var.docs_url
  image_base_url  = var.image_base_url

  cache             = {}
  allowed_countries = var.allowed_countries
  waf_action        = "block"
}
