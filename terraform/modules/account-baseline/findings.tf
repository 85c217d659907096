# Findings of the services above, as e-mails. Without this they wait until someone opens a console.
locals {
  # EventBridge User Guide, "Amazon GuardDuty events"; Security Hub User Guide, "Configuring an EventBridge rule for
  # automatically sent findings"; Config Developer Guide, "Monitoring AWS Config with Amazon EventBridge".
  finding_rules = { for service, rule in {
    guardduty = {
      # Medium and above. Low ones are attempts that were blocked.
      pattern = { source = ["aws.guardduty"], detail-type = ["GuardDuty Finding"], detail = { severity = [{ numeric = [">=", 4] }] } }
      paths   = { what = "$.detail.type", severity = "$.detail.severity", id = "$.detail.id" }
      text    = "GuardDuty found <what>, severity <severity>. Finding <id>"
    }
    security_hub = {
      # GuardDuty and Config report to Security Hub, too, and have rules of their own. A passed control is informational.
      pattern = { source = ["aws.securityhub"], detail-type = ["Security Hub Findings - Imported"], detail = { findings = {
        ProductName = [{ "anything-but" = ["Config", "GuardDuty"] }]
        RecordState = ["ACTIVE"]
        Severity    = { Label = ["CRITICAL", "HIGH"] }
        Workflow    = { Status = ["NEW"] }
      } } }
      paths = { what = "$.detail.findings[0].GeneratorId", severity = "$.detail.findings[0].Severity.Label", id = "$.detail.findings[0].Id" }
      text  = "Security Hub found <what>, severity <severity>. Finding <id>"
    }
    config = {
      pattern = { source = ["aws.config"], detail-type = ["Config Rules Compliance Change"], detail = {
        configRuleName      = [{ prefix = "${var.name}-" }]
        messageType         = ["ComplianceChangeNotification"]
        newEvaluationResult = { complianceType = ["NON_COMPLIANT"] }
      } }
      paths = { what = "$.detail.configRuleName", severity = "$.detail.newEvaluationResult.complianceType", id = "$.detail.resourceId" }
      text  = "Config's rule <what> found <severity>: <id>"
    }
  } : service => rule if var.enabled[service] }

  findings = length(local.finding_rules) > 0 ? { findings = true } : {}
}

resource "aws_kms_key" "findings" {
  for_each = local.findings

  description             = "${var.name}: topic of security findings"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        # EventBridge passes neither account nor rule to KMS: a condition would deny it.
        Sid       = "Events"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_sns_topic" "findings" {
  for_each = local.findings

  name              = "${var.name}-security-findings"
  kms_master_key_id = aws_kms_key.findings[each.key].arn
}

resource "aws_sns_topic_policy" "findings" {
  for_each = local.findings

  arn = aws_sns_topic.findings[each.key].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # EventBridge User Guide, "Amazon SNS permissions": topic policies support no condition for EventBridge.
        Sid       = "Events"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.findings[each.key].arn
      },
      {
        Sid       = "EncryptedConnectionsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.findings[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "findings" {
  for_each = length(local.findings) > 0 ? toset(var.alarm_emails) : toset([])

  topic_arn = aws_sns_topic.findings["findings"].arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_event_rule" "findings" {
  for_each = local.finding_rules

  name          = "${var.name}-${replace(each.key, "_", "-")}-findings"
  description   = "Findings of ${each.key} that someone should see."
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "findings" {
  for_each = local.finding_rules

  rule      = aws_cloudwatch_event_rule.findings[each.key].name
  target_id = "topic"
  arn       = aws_sns_topic.findings["findings"].arn

  # Only names and IDs, which contain no quotes: EventBridge inserts values into the text as they are.
  input_transformer {
    input_paths    = merge(each.value.paths, { account = "$.account", region = "$.region" })
    input_template = "\"${each.value.text} in account <account>, <region>. Runbook: ${var.runbooks_url}/security-findings.md\""
  }

  depends_on = [aws_sns_topic_policy.findings]
}
