output "zone_id" {
  description = "ID of the zone."
  value       = local.zone_id
}

output "name_servers" {
  description = "Name servers of a created zone, to register with the domain's registrar."
  value       = flatten(aws_route53_zone.this[*].name_servers)
}

output "api_certificate_arn" {
  description = "ARN of the API's certificate, after it is issued; null without a domain."
  value       = one([for validation in aws_acm_certificate_validation.api : validation.certificate_arn])
}

output "cdn_certificate_arn" {
  description = "ARN of CloudFront's certificate, after it is issued; null without a domain."
  value       = one([for validation in aws_acm_certificate_validation.cdn : validation.certificate_arn])
}
