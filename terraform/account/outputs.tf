output "records_bucket" {
  description = "The bucket of CloudTrail's and Config's records; null without them."
  value       = module.baseline.records_bucket
}

output "backup_vault_arn" {
  description = "The vault of the backups; null without them."
  value       = module.baseline.backup_vault_arn
}
