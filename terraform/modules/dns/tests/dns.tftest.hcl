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

run "the_api_has_a_certificate_that_its_zone_proves" {
  assert {
    condition     = aws_acm_certificate.api["api.example.com"].validation_method == "DNS" && aws_route53_record.proof["api.example.com"].name == "_1.api.example.com." && aws_route53_record.proof["api.example.com"].zone_id == "ZFOUND"
    error_message = "ACM renews a certificate by itself while its record is there."
  }
  assert {
    condition     = aws_route53_record.api["api.example.com"].alias[0].zone_id == "ZAPI" && length(aws_route53_record.cdn) == 0
    error_message = "The host points to the API."
  }
}

run "cloudfront_has_one_of_us_east_1" {
  variables {
    cdn_domain_name = "cdn.example.com"
    cdn_target      = { name = "d1.cloudfront.net", zone_id = "ZCDN" }
  }
  assert {
    condition     = aws_acm_certificate.cdn["cdn.example.com"].arn == "arn:aws:acm:us-east-1:123456789012:certificate/2" && aws_route53_record.proof["cdn.example.com"].name == "_3.cdn.example.com."
    error_message = "CloudFront takes a certificate of us-east-1 only."
  }
  assert {
    condition     = toset([for record in aws_route53_record.cdn : record.type]) == toset(["A", "AAAA"])
    error_message = "CloudFront is reached by IPv4 and IPv6."
  }
}

run "a_zone_can_be_made" {
  variables {
    create_zone = true
  }
  assert {
    condition     = output.zone_id == "ZMADE" && output.name_servers == ["ns-1.example.net"]
    error_message = "The registrar must know its name servers."
  }
}

run "an_api_of_another_zone_is_refused" {
  command = plan
  variables {
    api_domain_name = "api.example.org"
  }
  expect_failures = [var.api_domain_name]
}

run "a_cdn_of_another_zone_is_refused" {
  command = plan
  variables {
    cdn_domain_name = "cdn.example.org"
  }
  expect_failures = [var.cdn_domain_name]
}

run "one_name_has_one_place" {
  command = plan
  variables {
    cdn_domain_name = "api.example.com"
  }
  expect_failures = [var.cdn_domain_name]
}
