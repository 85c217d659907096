output "zone_id" {
  description = "The zone's id."
  value       = local.zone_id
}

output "name_servers" {
  description = "The name servers that the registrar must know, of a zone that was made here."
  value       = flatten(aws_route53_zone.this[*].name_servers)
}

output "api_certificate_arn" {
  description = "The certificate of the API's host, once it is issued; null without one."
  value       = one([for validation in aws_acm_certificate_validation.api : validation.certificate_arn])
}

output "cdn_certificate_arn" {
  description = "The certificate of CloudFront's host, once it is issued; null without one."
  value       = one([for validation in aws_acm_certificate_validation.cdn : validation.certificate_arn])
}
