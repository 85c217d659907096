output "records_bucket" {
  description = "The bucket of CloudTrail's and Config's records; null without them."
  value       = one([for bucket in module.records_bucket : bucket.bucket_name])
}

output "backup_vault_arn" {
  description = "The vault of the backups; null without them."
  value       = one([for vault in aws_backup_vault.this : vault.arn])
}
