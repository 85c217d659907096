output "jwt_secret_name" {
  description = "Name of the secret with the signing keys of access tokens."
  value       = aws_secretsmanager_secret.jwt.name
}

output "jwt_secret_arn" {
  description = "ARN of the secret with the signing keys."
  value       = aws_secretsmanager_secret.jwt.arn
}

output "encryption_secret_name" {
  description = "Name of the secret with the encryption keys of stored secrets."
  value       = aws_secretsmanager_secret.encryption.name
}

output "encryption_secret_arn" {
  description = "ARN of the secret with the encryption keys."
  value       = aws_secretsmanager_secret.encryption.arn
}

output "payment_secret_name" {
  description = "Name of the secret with the API key of the payment service."
  value       = aws_secretsmanager_secret.payment.name
}

output "payment_secret_arn" {
  description = "ARN of the secret with the API key."
  value       = aws_secretsmanager_secret.payment.arn
}
