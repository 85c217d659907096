locals {
  name  = "${var.project_name}-${var.stage}${var.scope == "CLOUDFRONT" ? "-cdn" : ""}"
  block = var.action == "block"

  # Parts of a request that are searched for scripts, after decoding.
  places = ["body", "cookies", "query_string", "uri_path"]

  # Partners' servers, the pipeline's runners and tools such as curl are legitimate clients, so these rules of the group only
  # count (AWS WAF Developer Guide, "AWS WAF Bot Control rule group": each blocks by default).
  counted_bot_rules = ["CategoryHttpLibrary", "SignalKnownBotDataCenter", "SignalNonBrowserUserAgent"]

  # How to recognize requests to the partner API.
  partner = var.partner_host == null ? { field = "path", value = "/partner/", constraint = "STARTS_WITH" } : { field = "host", value = var.partner_host, constraint = "EXACTLY" }
}

resource "aws_wafv2_web_acl" "this" {
  name        = local.name
  description = "Protects the shop's API."
  scope       = var.scope

  default_action {
    allow {}
  }

  # Many of a partner's requests come from one address. A request without an API key isn't counted here (AWS WAF API Reference,
  # "RateBasedStatementCustomKey"): API Gateway rejects it and invokes no function.
  rule {
    name     = "PartnerRateLimitRule"
    priority = 0

    action {
      dynamic "block" {
        for_each = local.block ? [true] : []
        content {}
      }
      dynamic "count" {
        for_each = local.block ? [] : [true]
        content {}
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "CUSTOM_KEYS"
        limit                 = var.partner_rate_limit
        evaluation_window_sec = 300

        custom_key {
          header {
            name = "x-api-key"

            text_transformation {
              priority = 0
              type     = "NONE"
            }
          }
        }

        scope_down_statement {
          byte_match_statement {
            search_string         = local.partner.value
            positional_constraint = local.partner.constraint

            field_to_match {
              dynamic "single_header" {
                for_each = local.partner.field == "host" ? [true] : []

                content {
                  name = "host"
                }
              }
              dynamic "uri_path" {
                for_each = local.partner.field == "path" ? [true] : []
                content {}
              }
            }

            text_transformation {
              priority = 0
              type     = "LOWERCASE"
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "PartnerRateLimitRule"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "RateLimitRule"
    priority = 1

    action {
      dynamic "block" {
        for_each = local.block ? [true] : []
        content {}
      }
      dynamic "count" {
        for_each = local.block ? [] : [true]
        content {}
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        limit                 = var.rate_limit
        evaluation_window_sec = 300

        scope_down_statement {
          not_statement {
            statement {
              byte_match_statement {
                search_string         = local.partner.value
                positional_constraint = local.partner.constraint

                field_to_match {
                  dynamic "single_header" {
                    for_each = local.partner.field == "host" ? [true] : []

                    content {
                      name = "host"
                    }
                  }
                  dynamic "uri_path" {
                    for_each = local.partner.field == "path" ? [true] : []
                    content {}
                  }
                }

                text_transformation {
                  priority = 0
                  type     = "LOWERCASE"
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "RateLimitRule"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "GeoBlockRule"
    priority = 2

    action {
      dynamic "block" {
        for_each = local.block ? [true] : []
        content {}
      }
      dynamic "count" {
        for_each = local.block ? [] : [true]
        content {}
      }
    }

    statement {
      not_statement {
        statement {
          geo_match_statement {
            country_codes = var.allowed_countries
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "GeoBlockRule"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "SQLiProtectionRule"
    priority = 3

    override_action {
      dynamic "none" {
        for_each = local.block ? [true] : []
        content {}
      }
      dynamic "count" {
        for_each = local.block ? [] : [true]
        content {}
      }
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesSQLiRuleSet"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "SQLiProtectionRule"
      sampled_requests_enabled   = true
    }
  }

  # AWS's managed XSS rules are part of a group whose other rules reject valid JSON requests, so this rule is our own.
  rule {
    name     = "XSSProtectionRule"
    priority = 4

    action {
      dynamic "block" {
        for_each = local.block ? [true] : []
        content {}
      }
      dynamic "count" {
        for_each = local.block ? [] : [true]
        content {}
      }
    }

    statement {
      or_statement {
        dynamic "statement" {
          for_each = local.places

          content {
            xss_match_statement {
              field_to_match {
                dynamic "body" {
                  for_each = statement.value == "body" ? [true] : []

                  content {
                    # Bodies are smaller than the part that WAF inspects: the largest is an order of 40 lines.
                    oversize_handling = "CONTINUE"
                  }
                }
                dynamic "cookies" {
                  for_each = statement.value == "cookies" ? [true] : []

                  content {
                    match_scope       = "ALL"
                    oversize_handling = "CONTINUE"

                    match_pattern {
                      all {}
                    }
                  }
                }
                dynamic "query_string" {
                  for_each = statement.value == "query_string" ? [true] : []
                  content {}
                }
                dynamic "uri_path" {
                  for_each = statement.value == "uri_path" ? [true] : []
                  content {}
                }
              }

              text_transformation {
                priority = 0
                type     = statement.value == "body" ? "JS_DECODE" : "URL_DECODE"
              }
              text_transformation {
                priority = 1
                type     = "HTML_ENTITY_DECODE"
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "XSSProtectionRule"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "BotProtectionRule"
    priority = 5

    override_action {
      dynamic "none" {
        for_each = local.block ? [true] : []
        content {}
      }
      dynamic "count" {
        for_each = local.block ? [] : [true]
        content {}
      }
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesBotControlRuleSet"

        managed_rule_group_configs {
          aws_managed_rules_bot_control_rule_set {
            inspection_level = "COMMON"
          }
        }

        dynamic "rule_action_override" {
          for_each = local.counted_bot_rules

          content {
            name = rule_action_override.value

            action_to_use {
              count {}
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "BotProtectionRule"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = local.name
    sampled_requests_enabled   = true
  }
}

# WAF requires this prefix.
resource "aws_cloudwatch_log_group" "this" {
  count = var.log_retention_days == null ? 0 : 1

  name              = "aws-waf-logs-${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  count = var.log_retention_days == null ? 0 : 1

  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this[0].arn]

  # Tokens, API keys, cookies and queries are redacted.
  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie", "x-api-key"]

    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }
  redacted_fields {
    query_string {}
  }

  # Only requests that match a rule are logged.
  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }
      condition {
        action_condition {
          action = "COUNT"
        }
      }
    }
  }
}
