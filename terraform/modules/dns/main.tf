locals {
  zone_id = one(concat(aws_route53_zone.this[*].zone_id, data.aws_route53_zone.this[*].zone_id))

  # Known before anything is made, so that names can be keys. A certificate waits for no target: that has it already.
  api_names = toset(compact([var.api_domain_name]))
  cdn_names = toset(compact([var.cdn_domain_name]))
  api       = { for name in local.api_names : name => var.api_target }
  cdn       = { for name in local.cdn_names : name => var.cdn_target }

  # One record proves a name to both of ACM's regions: what it holds depends on account and name only.
  proofs = {
    for name in setunion(local.api_names, local.cdn_names) : name => one([
      for option in concat(
        flatten([for certificate in aws_acm_certificate.api : tolist(certificate.domain_validation_options)]),
        flatten([for certificate in aws_acm_certificate.cdn : tolist(certificate.domain_validation_options)]),
      ) : option if option.domain_name == name
    ])
  }
}

resource "aws_route53_zone" "this" {
  count = var.create_zone ? 1 : 0

  name    = var.zone_name
  comment = "The shop's domain."
}

data "aws_route53_zone" "this" {
  count = var.create_zone ? 0 : 1

  name = var.zone_name
}

resource "aws_acm_certificate" "api" {
  for_each = local.api_names

  domain_name       = each.key
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "cdn" {
  for_each = local.cdn_names
  provider = aws.us_east_1

  domain_name       = each.key
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# They stay: ACM looks at them each time that it renews a certificate.
resource "aws_route53_record" "proof" {
  for_each = local.proofs

  zone_id         = local.zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  records         = [each.value.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "api" {
  for_each = local.api_names

  certificate_arn         = aws_acm_certificate.api[each.key].arn
  validation_record_fqdns = [aws_route53_record.proof[each.key].fqdn]
}

resource "aws_acm_certificate_validation" "cdn" {
  for_each = local.cdn_names
  provider = aws.us_east_1

  certificate_arn         = aws_acm_certificate.cdn[each.key].arn
  validation_record_fqdns = [aws_route53_record.proof[each.key].fqdn]
}

resource "aws_route53_record" "api" {
  for_each = local.api

  zone_id = local.zone_id
  name    = each.key
  type    = "A"

  alias {
    name                   = each.value.name
    zone_id                = each.value.zone_id
    evaluate_target_health = false
  }
}

# CloudFront speaks IPv6 too; a regional API doesn't unless it is asked to.
resource "aws_route53_record" "cdn" {
  for_each = merge([for name, target in local.cdn : { for type in ["A", "AAAA"] : "${type} ${name}" => { name = name, type = type, target = target } }]...)

  zone_id = local.zone_id
  name    = each.value.name
  type    = each.value.type

  alias {
    name                   = each.value.target.name
    zone_id                = each.value.target.zone_id
    evaluate_target_health = false
  }
}
