mock_provider "aws" {

  mock_data "aws_route53_zone" {
    defaults = { zone_id = "ZFOUND" }
  }
  mock_resource "aws_route53_zone" {
    defaults = { zone_id = "ZMADE", name_servers = ["ns-1.example.net"] }
  }
  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      domain_validation_options = [{
        domain_name           = "api.example.com"
        resource_record_name  = "_1.api.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_2.acm-validations.aws."
      }]
    }
  }
}

mock_provider "aws" {
  alias = "us_east_1"

  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/2"
      domain_validation_options = [{
        domain_name           = "cdn.example.com"
        resource_record_name  = "_3.cdn.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_4.acm-validations.aws."
      }]
    }
  }
}

variables {
  zone_name       = "example.com"
  api_domain_name = "api.example.com"
  api_target      = { name = "d-1.execute-api.eu-west-1.amazonaws.com", zone_id = "ZAPI" }
}

run "api_certificate_is_validated_in_the_zone" {
  assert {
    condition     = aws_acm_certificate.api["api.example.com"].validation_method == "DNS" && aws_route53_record.proof["api.example.com"].name == "_1.api.example.com." && aws_route53_record.proof["api.example.com"].zone_id == "ZFOUND"
    error_message = "ACM renews the certificate as long as the validation record exists."
  }
  assert {
    condition     = aws_route53_record.api["api.example.com"].alias[0].zone_id == "ZAPI" && length(aws_route53_record.cdn) == 0
    error_message = "The domain points to the API."
  }
}

run "cloudfront_certificate_is_in_us_east_1" {
  variables {
    cdn_domain_name = "cdn.example.com"
    cdn_target      = { name = "d1.cloudfront.net", zone_id = "ZCDN" }
  }
  assert {
    condition     = aws_acm_certificate.cdn["cdn.example.com"].arn == "arn:aws:acm:us-east-1:123456789012:certificate/2" && aws_route53_record.proof["cdn.example.com"].name == "_3.cdn.example.com."
    error_message = "CloudFront accepts certificates from us-east-1 only."
  }
  assert {
    condition     = toset([for record in aws_route53_record.cdn : record.type]) == toset(["A", "AAAA"])
    error_message = "CloudFront has records for IPv4 and IPv6."
  }
}

run "zone_can_be_created" {
  variables {
    create_zone = true
  }
  assert {
    condition     = output.zone_id == "ZMADE" && output.name_servers == ["ns-1.example.net"]
    error_message = "The output has the name servers for the registrar."
  }
}

run "api_domain_outside_the_zone_is_rejected" {
  command = plan
  variables {
    api_domain_name = "api.example.org"
  }
  expect_failures = [var.api_domain_name]
}

run "cdn_domain_outside_the_zone_is_rejected" {
  command = plan
  variables {
    cdn_domain_name = "cdn.example.org"
  }
  expect_failures = [var.cdn_domain_name]
}

run "api_and_cdn_cannot_share_a_domain" {
  command = plan
  variables {
    cdn_domain_name = "api.example.com"
  }
  expect_failures = [var.cdn_domain_name]
}
