output "lambda_key_arn" {
  description = "The key of the functions' variables."
  value       = aws_kms_key.this["lambda"].arn
}

output "logs_key_arn" {
  description = "The key of the log groups whose name holds `ecommerce-<stage>`."
  value       = aws_kms_key.this["logs"].arn
}

output "messages_key_arn" {
  description = "The key of topics that EventBridge, CloudWatch and SES publish to."
  value       = aws_kms_key.this["messages"].arn
}

output "secrets_key_arn" {
  description = "The key of the secrets."
  value       = aws_kms_key.this["secrets"].arn
}
