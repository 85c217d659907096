module "baseline" {
  source = "../modules/account-baseline"

  name               = var.name
  enabled            = var.enabled
  log_retention_days = var.log_retention_days
  backup_arns        = var.backup_arns
  backup_days        = var.backup_days
  shield_arns        = var.shield_arns
}
