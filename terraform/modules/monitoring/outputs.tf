output "topic_arn" {
  description = "ARN of the topic of critical alarms."
  value       = aws_sns_topic.this["critical"].arn
}

output "warning_topic_arn" {
  description = "ARN of the topic of warnings."
  value       = aws_sns_topic.this["warning"].arn
}

output "dashboard_name" {
  description = "Name of the dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "alarm_names" {
  description = "Names of the alarms, by key."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}
