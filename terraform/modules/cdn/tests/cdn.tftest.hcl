mock_provider "aws" {
  mock_resource "aws_cloudfront_distribution" {
    defaults = { arn = "arn:aws:cloudfront::123456789012:distribution/D1", domain_name = "d1.cloudfront.net", hosted_zone_id = "Z2" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::ecommerce-prod-docs-123456789012", bucket_regional_domain_name = "ecommerce-prod-docs-123456789012.s3.eu-west-1.amazonaws.com" }
  }
  mock_resource "aws_cloudfront_function" {
    defaults = { arn = "arn:aws:cloudfront::123456789012:function/ecommerce-prod-pages" }
  }
  mock_resource "aws_wafv2_ip_set" {
    defaults = { arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/cloudfront/1" }
  }
  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/origin/1" }
  }
  mock_data "aws_ec2_managed_prefix_list" {
    defaults = { entries = [{ cidr = "192.0.2.0/24", description = "" }] }
  }
}

variables {
  project_name              = "ecommerce"
  stage                     = "prod"
  images_bucket_domain_name = "ecommerce-prod-assets-123456789012.s3.eu-west-1.amazonaws.com"
  docs_bucket_name          = "ecommerce-prod-docs-123456789012"
}

run "images_and_documentation_are_readable_only_through_cloudfront" {
  assert {
    condition     = length(aws_cloudfront_distribution.this.origin) == 2 && alltrue([for origin in aws_cloudfront_distribution.this.origin : origin.origin_access_control_id == aws_cloudfront_origin_access_control.this.id])
    error_message = "CloudFront signs requests to both buckets."
  }
  assert {
    condition     = aws_cloudfront_origin_access_control.this.signing_behavior == "always"
    error_message = "Every request is signed."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(module.docs_bucket.policy).Statement : statement.Effect == "Deny" || statement.Condition == { StringEquals = { "AWS:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/D1" } }])
    error_message = "The bucket policy allows only this distribution to read."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" && alltrue([for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : contains(["redirect-to-https", "https-only"], behavior.viewer_protocol_policy)])
    error_message = "Every cache behavior requires TLS."
  }
  assert {
    condition     = strcontains(aws_cloudfront_response_headers_policy.this["images"].security_headers_config[0].content_security_policy[0].content_security_policy, "sandbox")
    error_message = "Images are sandboxed."
  }
  assert {
    condition     = length(aws_wafv2_web_acl.origin) == 0 && length(terraform_data.origin_key) == 0 && output.origin_web_acl_arn == null && output.url == "https://d1.cloudfront.net"
    error_message = "Without api_domain_name, nothing is created for the API."
  }
}

run "cloudfront_can_be_in_front_of_the_api" {
  variables {
    api_domain_name = "api.example.com"
    domain_name     = "shop.example.com"
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    web_acl_arn     = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ecommerce-prod-cdn/1"
  }
  assert {
    condition     = [for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.path_pattern if behavior.target_origin_id == "api"] == ["/v1/*", "/partner/v1/*"]
    error_message = "Paths match the servers of the contract."
  }
  assert {
    condition     = alltrue([for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.cache_policy_id == data.aws_cloudfront_cache_policy.disabled.id && behavior.origin_request_policy_id == data.aws_cloudfront_origin_request_policy.api.id if behavior.target_origin_id == "api"])
    error_message = "API responses are not cached, and everything except the Host header is forwarded."
  }
  assert {
    condition     = alltrue([for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.response_headers_policy_id != null && behavior.response_headers_policy_id != ""]) && aws_cloudfront_response_headers_policy.api[0].security_headers_config[0].strict_transport_security[0].access_control_max_age_sec == 31536000
    error_message = "Every response has HSTS."
  }
  assert {
    condition     = length(aws_wafv2_web_acl.origin["api"].default_action[0].block) == 1 && aws_wafv2_ip_set.cloudfront["api"].addresses == toset(["192.0.2.0/24"]) && output.origin_web_acl_arn == "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/origin/1"
    error_message = "Only CloudFront's IP addresses reach the API."
  }
  assert {
    condition     = nonsensitive([for rule in aws_wafv2_web_acl.origin["api"].rule : length(rule.action[0].allow)]) == [1] && nonsensitive([for statement in one(aws_wafv2_web_acl.origin["api"].rule).statement[0].and_statement[0].statement : length(statement.ip_set_reference_statement) + length(statement.byte_match_statement)]) == [1, 1]
    error_message = "Requests need both an allowed IP address and the origin key."
  }
  assert {
    condition     = nonsensitive(one(flatten([for statement in one(aws_wafv2_web_acl.origin["api"].rule).statement[0].and_statement[0].statement : [for match in statement.byte_match_statement : "${match.positional_constraint} ${match.field_to_match[0].single_header[0].name} ${match.search_string}"]]))) == "EXACTLY x-origin-key ${nonsensitive(local.origin_keys["api"])}"
    error_message = "The API compares the whole key."
  }
  assert {
    condition     = nonsensitive({ for header in flatten([for origin in aws_cloudfront_distribution.this.origin : [for header in origin.custom_header : header] if origin.origin_id == "api"]) : header.name => header.value }) == { "x-origin-key" = nonsensitive(local.origin_keys["api"]) } && can(regex("^[0-9a-f-]{36}$", nonsensitive(local.origin_keys["api"])))
    error_message = "The distribution adds a random key."
  }
  assert {
    condition     = nonsensitive(alltrue([for origin in aws_cloudfront_distribution.this.origin : length(origin.custom_header) == 0 if origin.origin_id != "api"]))
    error_message = "The buckets do not receive the key."
  }
  assert {
    condition     = issensitive(local.origin_keys["api"]) && alltrue(nonsensitive([for rule in aws_wafv2_web_acl.origin["api"].rule : !rule.visibility_config[0].sampled_requests_enabled]))
    error_message = "Neither plans nor sampled requests contain the key."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == var.web_acl_arn
    error_message = "WAF is attached to the distribution, which sees the client's IP address."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" && one([for origin in aws_cloudfront_distribution.this.origin : origin.custom_origin_config[0].origin_ssl_protocols if origin.origin_id == "api"]) == toset(["TLSv1.2"])
    error_message = "TLS 1.2 or later on both sides."
  }
}

run "domain_without_certificate_is_rejected" {
  command = plan
  variables {
    domain_name = "shop.example.com"
  }
  expect_failures = [var.domain_name]
}

run "invalid_input_is_rejected" {
  command = plan
  variables {
    stage            = "test"
    docs_bucket_name = "Docs"
    certificate_arn  = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    price_class      = "cheap"
    api_domain_name  = "https://api.example.com"
  }
  expect_failures = [var.stage, var.docs_bucket_name, var.certificate_arn, var.price_class, var.api_domain_name]
}
