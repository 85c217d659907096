output "jwt_secret_name" {
  description = "The name of the secret with the keys of access tokens."
  value       = aws_secretsmanager_secret.jwt.name
}

output "jwt_secret_arn" {
  description = "Its ARN."
  value       = aws_secretsmanager_secret.jwt.arn
}

output "payment_secret_name" {
  description = "The name of the secret with the API key of the payment service."
  value       = aws_secretsmanager_secret.payment.name
}

output "payment_secret_arn" {
  description = "Its ARN."
  value       = aws_secretsmanager_secret.payment.arn
}
