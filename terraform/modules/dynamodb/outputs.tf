output "table_name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.this.name
}

output "table_arn" {
  description = "ARN of the table."
  value       = aws_dynamodb_table.this.arn
}

output "stream_arn" {
  description = "ARN of the table's stream."
  value       = aws_dynamodb_table.this.stream_arn
}

output "index_arns" {
  description = "ARN of each index, by name."
  value       = { for index in local.indexes : index => "${aws_dynamodb_table.this.arn}/index/${index}" }
}
