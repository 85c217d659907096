# With CloudFront in front, the API answers CloudFront only. That is told by the addresses that CloudFront asks from, and not
# by a header with a secret in it, which would stand in the state.
locals {
  behind = { for name in var.api_domain_name[*] : "api" => name }
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
  description = "Lets CloudFront through to the API and nobody else."
  scope       = "REGIONAL"

  default_action {
    block {}
  }

  rule {
    name     = "CloudFrontRule"
    priority = 1

    action {
      allow {}
    }

    statement {
      ip_set_reference_statement {
        arn = aws_wafv2_ip_set.cloudfront[each.key].arn
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "CloudFrontRule"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${local.name}-origin"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "origin" {
  for_each = var.api_domain_name == null ? {} : var.api_stage_arns

  resource_arn = each.value
  web_acl_arn  = aws_wafv2_web_acl.origin["api"].arn
}
