# With CloudFront in front, the API accepts requests from this distribution only, so functions can trust its
# X-Forwarded-For. Requests must come from CloudFront's IP addresses, which all distributions share, and have this
# distribution's origin key.
locals {
  behind        = { for name in var.api_domain_name[*] : "api" => name }
  origin_header = "x-origin-key"
  origin_keys   = { for api, item in terraform_data.origin_key : api => sensitive(item.output) }
}

# Neither CloudFront nor WAF has write-only arguments, so the key is in the state: see the README.
resource "terraform_data" "origin_key" {
  for_each = local.behind

  input = sensitive(uuid())

  lifecycle {
    ignore_changes = [input]
  }
}

data "aws_ec2_managed_prefix_list" "cloudfront" {
  for_each = local.behind

  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_wafv2_ip_set" "cloudfront" {
  for_each = local.behind

  name               = "${local.name}-cloudfront"
  description        = "CloudFront's origin-facing IP addresses."
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = [for entry in data.aws_ec2_managed_prefix_list.cloudfront[each.key].entries : entry.cidr]
}

resource "aws_wafv2_web_acl" "origin" {
  #checkov:skip=CKV2_AWS_31:its log would contain only the IP addresses of rejected requests
  for_each = local.behind

  name        = "${local.name}-origin"
  description = "Allows only requests from the distribution."
  scope       = "REGIONAL"

  default_action {
    block {}
  }

  rule {
    name     = "DistributionRule"
    priority = 1

    action {
      allow {}
    }

    statement {
      and_statement {
        statement {
          ip_set_reference_statement {
            arn = aws_wafv2_ip_set.cloudfront[each.key].arn
          }
        }
        statement {
          byte_match_statement {
            search_string         = local.origin_keys[each.key]
            positional_constraint = "EXACTLY"

            field_to_match {
              single_header {
                name = local.origin_header
              }
            }

            text_transformation {
              priority = 0
              type     = "NONE"
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "DistributionRule"
      # Sampled requests would contain the key.
      sampled_requests_enabled = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${local.name}-origin"
    sampled_requests_enabled   = false
  }
}
