output "lambda_key_arn" {
  description = "ARN of the key of the functions' environment variables."
  value       = aws_kms_key.this["lambda"].arn
}

output "logs_key_arn" {
  description = "ARN of the key of log groups whose name contains `<project_name>-<stage>`."
  value       = aws_kms_key.this["logs"].arn
}

output "messages_key_arn" {
  description = "ARN of the key of the topics that EventBridge, CloudWatch and SES publish to."
  value       = aws_kms_key.this["messages"].arn
}

output "secrets_key_arn" {
  description = "ARN of the key of the secrets."
  value       = aws_kms_key.this["secrets"].arn
}
