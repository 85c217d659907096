output "records_bucket" {
  description = "Name of the bucket of CloudTrail's and Config's records; null without them."
  value       = module.baseline.records_bucket
}

output "backup_vault_arn" {
  description = "ARN of the backup vault; null without backups."
  value       = module.baseline.backup_vault_arn
}

output "findings_topic_arn" {
  description = "ARN of the topic of security findings, for further subscribers; null without services that report findings."
  value       = module.baseline.findings_topic_arn
}
