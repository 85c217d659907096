output "state_bucket" {
  description = "The bucket of the state: terraform init -backend-config=bucket=<this>."
  value       = module.state_bucket.bucket_name
}

output "repository_url" {
  description = "Where the image of the functions is pushed."
  value       = aws_ecr_repository.functions.repository_url
}

output "role_arns" {
  description = "The pipeline's roles, for the secrets or variables of the repository's environments."
  value       = { for role, made in aws_iam_role.pipeline : role => made.arn }
}
