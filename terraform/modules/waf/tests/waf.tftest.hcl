mock_provider "aws" {
  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/ecommerce-prod/1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-ecommerce-prod" }
  }
}

variables {
  project_name       = "ecommerce"
  partner_rate_limit = 302000
  stage              = "prod"
  action             = "block"
}

# Creating a mocked web ACL takes seconds because of its schema, so two runs make all assertions.
run "prod_blocks_with_six_rules_in_order" {
  assert {
    condition     = { for rule in aws_wafv2_web_acl.this.rule : rule.priority => rule.name } == { 0 = "PartnerRateLimitRule", 1 = "RateLimitRule", 2 = "GeoBlockRule", 3 = "SQLiProtectionRule", 4 = "XSSProtectionRule", 5 = "BotProtectionRule" }
    error_message = "Rates, country, SQL, scripts, bots."
  }
  assert {
    condition     = output.rules == [for priority in range(0, 6) : one([for rule in aws_wafv2_web_acl.this.rule : rule.name if rule.priority == priority])]
    error_message = "The output lists the rules in order."
  }
  assert {
    condition     = length(aws_wafv2_web_acl.this.default_action[0].allow) == 1
    error_message = "Requests that match no rule are allowed."
  }
  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.priority == 1]).limit == 2000 && one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.priority == 1]).evaluation_window_sec == 300
    error_message = "The limit is 2,000 requests per IP address in five minutes."
  }
  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.priority == 1]).aggregate_key_type == "IP"
    error_message = "Each IP address is counted separately."
  }
  assert {
    condition     = { for rule in aws_wafv2_web_acl.this.rule : rule.priority => try(rule.statement[0].rate_based_statement[0].scope_down_statement[0].byte_match_statement[0].search_string, rule.statement[0].rate_based_statement[0].scope_down_statement[0].not_statement[0].statement[0].byte_match_statement[0].search_string) if rule.priority <= 1 } == { 0 = "/partner/", 1 = "/partner/" }
    error_message = "A request counts in one of the two rates: partner API or storefront."
  }
  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.priority == 0]).custom_key[0].header[0].name == "x-api-key"
    error_message = "The partner API's rate is counted by API key: a partner sends many requests from one address."
  }
  assert {
    condition     = contains([for override in one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].managed_rule_group_statement[0] if rule.priority == 5]).rule_action_override : override.name if length(override.action_to_use[0].count) == 1], "SignalKnownBotDataCenter")
    error_message = "Partners' servers and the pipeline's runners are in data centers."
  }
  assert {
    condition     = { for rule in aws_wafv2_web_acl.this.rule : rule.priority => one(rule.statement[0].managed_rule_group_statement).name if contains([3, 5], rule.priority) } == { 3 = "AWSManagedRulesSQLiRuleSet", 5 = "AWSManagedRulesBotControlRuleSet" }
    error_message = "AWS's managed groups detect SQL injection and bots."
  }
  assert {
    condition     = length(one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].not_statement[0].statement[0].geo_match_statement[0] if rule.priority == 2]).country_codes) == 23
    error_message = "23 countries are allowed."
  }
  assert {
    condition     = length(one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].or_statement[0].statement if rule.priority == 4])) == 4
    error_message = "Body, cookies, query and path are searched for scripts."
  }

  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : try(length(rule.action[0].block) == 1, length(rule.override_action[0].none) == 1)])
    error_message = "Every rule blocks."
  }
  assert {
    condition     = length(aws_wafv2_web_acl_logging_configuration.this) == 0
    error_message = "Logging is off by default, because the log contains IP addresses."
  }
}

run "count_mode_blocks_nothing_and_the_log_is_redacted" {
  variables {
    stage              = "dev"
    action             = "count"
    log_retention_days = 7
    logs_key_arn       = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }
  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : try(length(rule.action[0].count) == 1, false) || try(length(rule.override_action[0].count) == 1, false)])
    error_message = "No rule blocks."
  }

  assert {
    condition     = toset(flatten([for field in aws_wafv2_web_acl_logging_configuration.this[0].redacted_fields : [for header in field.single_header : header.name]])) == toset(["authorization", "cookie", "x-api-key"])
    error_message = "Tokens, cookies and API keys are redacted."
  }
  assert {
    condition     = aws_wafv2_web_acl_logging_configuration.this[0].logging_filter[0].default_behavior == "DROP" && aws_cloudwatch_log_group.this[0].retention_in_days == 7 && startswith(aws_cloudwatch_log_group.this[0].name, "aws-waf-logs-")
    error_message = "Only requests that matched a rule are logged, for the configured time."
  }
}

run "invalid_input_is_rejected" {
  command = plan
  variables {
    stage              = "test"
    scope              = "GLOBAL"
    action             = "allow"
    rate_limit         = -1
    partner_rate_limit = 0
    allowed_countries  = ["Germany"]
    log_retention_days = 2
  }
  expect_failures = [var.stage, var.scope, var.action, var.rate_limit, var.partner_rate_limit, var.allowed_countries, var.log_retention_days]
}

run "web_acl_can_be_for_cloudfront" {
  variables {
    scope = "CLOUDFRONT"
  }
  assert {
    condition     = aws_wafv2_web_acl.this.scope == "CLOUDFRONT" && aws_wafv2_web_acl.this.name == "ecommerce-prod-cdn" && length(aws_wafv2_web_acl.this.rule) == 6
    error_message = "CloudFront's web ACL has the same rules."
  }
}
