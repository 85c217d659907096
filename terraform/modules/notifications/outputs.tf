output "bus_name" {
  description = "Name of the event bus of the shop."
  value       = aws_cloudwatch_event_bus.this.name
}

output "bus_arn" {
  description = "ARN of the event bus."
  value       = aws_cloudwatch_event_bus.this.arn
}

output "topics" {
  description = "Name and ARN of the topics order_events and mail_feedback."
  value       = { for key, topic in aws_sns_topic.this : key => { name = topic.name, arn = topic.arn } }
}

output "queues" {
  description = "Name, URL and ARN of the queues dead_letters, stream_failures, failed_events and undelivered_events."
  value       = { for key, queue in aws_sqs_queue.this : key => { name = queue.name, url = queue.url, arn = queue.arn } }
}

output "identity_arn" {
  description = "ARN of the SES identity that sends e-mails."
  value       = aws_sesv2_email_identity.this.arn
}

output "configuration_set_arn" {
  description = "ARN of the SES configuration set of all e-mails."
  value       = aws_sesv2_configuration_set.this.arn
}

output "mail_records" {
  description = "Records for DKIM, the MAIL FROM domain and DMARC, to create manually if there is no zone."
  value       = concat(local.dkim_records, values(local.sender_records))
}
