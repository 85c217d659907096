locals {
  zone_id = one(concat(aws_route53_zone.this[*].zone_id, data.aws_route53_zone.this[*].zone_id))

  # Only names: a certificate must not depend on the resources that use it and that its domain points to.
  api = toset(compact([var.api_domain_name]))
  cdn = toset(compact([var.cdn_domain_name]))

  # One validation record per name serves both regions of ACM: its content depends only on account and name.
  proofs = {
    for name in setunion(local.api, local.cdn) : name => one([
      for option in concat(
        flatten([for certificate in aws_acm_certificate.api : tolist(certificate.domain_validation_options)]),
        flatten([for certificate in aws_acm_certificate.cdn : tolist(certificate.domain_validation_options)]),
      ) : option if option.domain_name == name
    ])
  }
}

resource "aws_route53_zone" "this" {
  #checkov:skip=CKV2_AWS_38:DNSSEC needs a DS record at the registrar, and a zone with a mismatched key becomes unreachable
  #checkov:skip=CKV2_AWS_39:a query log would contain resolvers' addresses, and nothing here needs it
  count = var.create_zone ? 1 : 0

  name    = var.zone_name
  comment = "Domain of the shop."
}

data "aws_route53_zone" "this" {
  count = var.create_zone ? 0 : 1

  name = var.zone_name
}

resource "aws_acm_certificate" "api" {
  for_each = local.api

  domain_name       = each.key
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "cdn" {
  for_each = local.cdn
  provider = aws.us_east_1

  domain_name       = each.key
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# The records stay: ACM checks them at each renewal of a certificate.
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
  for_each = local.api

  certificate_arn         = aws_acm_certificate.api[each.key].arn
  validation_record_fqdns = [aws_route53_record.proof[each.key].fqdn]
}

resource "aws_acm_certificate_validation" "cdn" {
  for_each = local.cdn
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
    name                   = var.api_target.name
    zone_id                = var.api_target.zone_id
    evaluate_target_health = false
  }
}

# CloudFront supports IPv6; the regional API is IPv4 only.
resource "aws_route53_record" "cdn" {
  for_each = { for pair in setproduct(["A", "AAAA"], local.cdn) : "${pair[0]} ${pair[1]}" => { type = pair[0], name = pair[1] } }

  zone_id = local.zone_id
  name    = each.value.name
  type    = each.value.type

  alias {
    name                   = var.cdn_target.name
    zone_id                = var.cdn_target.zone_id
    evaluate_target_health = false
  }
}
