# With CloudFront in front, the API answers this distribution only: functions then believe what it says of the caller.
# Requests come from CloudFront's addresses, as those of anybody's distribution do, and bring the key that this one adds.
locals {
  behind        = { for name in var.api_domain_name[*] : "api" => name }
  origin_header = "x-origin-key"
  origin_keys   = { for api, made in terraform_data.origin_key : api => sensitive(made.output) }
}

# Neither CloudFront nor WAF takes a value that Terraform forgets, so this one is in the state: see the README.
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
  description        = "The addresses that CloudFront asks from."
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = [for entry in data.aws_ec2_managed_prefix_list.cloudfront[each.key].entries : entry.cidr]
}

resource "aws_wafv2_web_acl" "origin" {
  #checkov:skip=CKV2_AWS_31:it would log the addresses of strangers, and nothing but that they were refused
  for_each = local.behind

  name        = "${local.name}-origin"
  description = "Lets the distribution through to the API and nobody else."
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
      # A sample would show the key.
      sampled_requests_enabled = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${local.name}-origin"
    sampled_requests_enabled   = false
  }
}
