locals {
  publishers = {
    # IfExists, because AWS's pages disagree on whether EventBridge passes the rule to SNS ("Using resource-based policies
    # for Amazon EventBridge", EventBridge User Guide). If it does not, a rule of another account that knows the topic's
    # name can publish too: consumers must look the order up.
    order_events = {
      publisher = "events.amazonaws.com"
      source    = { StringEqualsIfExists = { "aws:SourceAccount" = local.account }, ArnEqualsIfExists = { "aws:SourceArn" = aws_cloudwatch_event_rule.orders.arn } }
    }
    mail_feedback = {
      publisher = "ses.amazonaws.com"
      source    = { StringEquals = { "aws:SourceAccount" = local.account }, ArnEquals = { "aws:SourceArn" = aws_sesv2_configuration_set.this.arn } }
    }
  }
}

resource "aws_sns_topic" "this" {
  for_each = { order_events = "order-events", mail_feedback = "mail-feedback" }

  name              = "${local.name}-${each.value}"
  kms_master_key_id = var.messages_key_arn
}

resource "aws_sns_topic_policy" "this" {
  for_each = local.publishers

  arn = aws_sns_topic.this[each.key].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Publisher"
        Effect    = "Allow"
        Principal = { Service = each.value.publisher }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[each.key].arn
        Condition = each.value.source
      },
      {
        Sid       = "EncryptedConnectionsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "mail_feedback" {
  for_each = toset(var.mail_feedback_emails)

  topic_arn = aws_sns_topic.this["mail_feedback"].arn
  protocol  = "email"
  endpoint  = each.value
}
