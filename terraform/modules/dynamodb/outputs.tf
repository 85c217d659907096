output "table_name" {
  description = "The table's name."
  value       = aws_dynamodb_table.this.name
}

output "table_arn" {
  description = "The table's ARN."
  value       = aws_dynamodb_table.this.arn
}

output "stream_arn" {
  description = "The ARN of the table's stream."
  value       = aws_dynamodb_table.this.stream_arn
}

output "index_arns" {
  description = "The ARN of each index, by its name."
  value       = { for index in local.indexes : index => "${aws_dynamodb_table.this.arn}/index/${index}" }
}
