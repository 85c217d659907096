output "bus_name" {
  description = "The bus that the shop's events are published on."
  value       = aws_cloudwatch_event_bus.this.name
}

output "bus_arn" {
  description = "Its ARN."
  value       = aws_cloudwatch_event_bus.this.arn
}

output "topics" {
  description = "Name and ARN of each topic: order_events, mail_feedback."
  value       = { for key, topic in aws_sns_topic.this : key => { name = topic.name, arn = topic.arn } }
}

output "queues" {
  description = "Name, URL and ARN of each queue: dead_letters, stream_failures, failed_events, undelivered_events."
  value       = { for key, queue in aws_sqs_queue.this : key => { name = queue.name, url = queue.url, arn = queue.arn } }
}

output "identity_arn" {
  description = "The SES identity that e-mails are sent as."
  value       = aws_sesv2_email_identity.this.arn
}

output "configuration_set_arn" {
  description = "The SES configuration set of every e-mail."
  value       = aws_sesv2_configuration_set.this.arn
}

output "dkim_records" {
  description = "The CNAME records that prove the domain and let it sign, to be written by hand where no zone was given."
  value       = local.dkim_records
}
