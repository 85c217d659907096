output "records_bucket" {
  description = "Name of the bucket of CloudTrail's and Config's records; null without them."
  value       = one([for bucket in module.records_bucket : bucket.bucket_name])
}

output "backup_vault_arn" {
  description = "ARN of the backup vault; null without backups."
  value       = one([for vault in aws_backup_vault.this : vault.arn])
}

output "findings_topic_arn" {
  description = "ARN of the topic of security findings, for further subscribers; null without services that report findings."
  value       = one([for topic in aws_sns_topic.findings : topic.arn])
}
