output "topic_arn" {
  description = "The topic of critical alarms."
  value       = aws_sns_topic.this["critical"].arn
}

output "warning_topic_arn" {
  description = "The topic of warnings."
  value       = aws_sns_topic.this["warning"].arn
}

output "dashboard_name" {
  description = "The dashboard's name."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "alarm_names" {
  description = "The alarms' names, by their keys."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}
