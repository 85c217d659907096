data "aws_caller_identity" "this" {}

data "aws_region" "this" {}

locals {
  name   = "${var.project_name}-${var.stage}"
  region = data.aws_region.this.name
}

# Two topics: critical alarms can page someone, and warnings can wait.
resource "aws_sns_topic" "this" {
  for_each = { critical = "alarms-critical", warning = "alarms-warning" }

  name              = "${local.name}-${each.value}"
  kms_master_key_id = var.messages_key_arn
}

resource "aws_sns_topic_policy" "this" {
  for_each = aws_sns_topic.this

  arn = each.value.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Alarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = each.value.arn
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
      },
      {
        Sid       = "EncryptedConnectionsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = each.value.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = { for pair in setproduct(keys(aws_sns_topic.this), var.alarm_emails) : "${pair[0]} ${pair[1]}" => { severity = pair[0], email = pair[1] } }

  topic_arn = aws_sns_topic.this[each.value.severity].arn
  protocol  = "email"
  endpoint  = each.value.email
}
