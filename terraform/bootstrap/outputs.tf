output "state_bucket" {
  description = "Name of the state bucket: terraform init -backend-config=bucket=<name>."
  value       = module.state_bucket.bucket_name
}

output "repository_url" {
  description = "URL of the image repository; null if another account has it."
  value       = one(aws_ecr_repository.functions[*].repository_url)
}

output "role_arns" {
  description = "ARNs of the pipeline's roles, for the variables of the repository's environments."
  value       = { for role, item in aws_iam_role.pipeline : role => item.arn }
}
