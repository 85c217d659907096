output "web_acl_arn" {
  description = "The web ACL's ARN: stages are associated with it, or a distribution names it."
  value       = aws_wafv2_web_acl.this.arn
}

output "web_acl_name" {
  description = "Its name, the dimension of its metrics."
  value       = aws_wafv2_web_acl.this.name
}

output "rules" {
  description = "The names of its rules, in their order."
  value       = ["RateLimitRule", "GeoBlockRule", "SQLiProtectionRule", "XSSProtectionRule", "BotProtectionRule"]
}
