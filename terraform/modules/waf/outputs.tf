output "web_acl_arn" {
  description = "ARN of the web ACL, for API stages or a distribution."
  value       = aws_wafv2_web_acl.this.arn
}

output "web_acl_name" {
  description = "Name of the web ACL, the dimension of its metrics."
  value       = aws_wafv2_web_acl.this.name
}

output "rules" {
  description = "Names of the rules, in order."
  value       = ["PartnerRateLimitRule", "RateLimitRule", "GeoBlockRule", "SQLiProtectionRule", "XSSProtectionRule", "BotProtectionRule"]
}
