locals {
  project_name = jsondecode(file("${path.module}/../project.json")).name
}

module "baseline" {
  source = "../modules/account-baseline"

  name               = local.project_name
  enabled            = var.enabled
  log_retention_days = var.log_retention_days
  alarm_emails       = var.alarm_emails
  runbooks_url       = var.runbooks_url
  backup_stages      = var.backup_stages
  backup_arns        = var.backup_arns
  backup_days        = var.backup_days
  shield_arns        = var.shield_arns
}
