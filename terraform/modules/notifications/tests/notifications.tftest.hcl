mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:t" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:q", url = "https://sqs.eu-west-1.amazonaws.com/123456789012/q" }
  }
  mock_resource "aws_cloudwatch_event_rule" {
    defaults = { arn = "arn:aws:events:eu-west-1:123456789012:rule/r" }
  }
  mock_resource "aws_sesv2_configuration_set" {
    defaults = { arn = "arn:aws:ses:eu-west-1:123456789012:configuration-set/c" }
  }
}

variables {
  project_name     = "ecommerce"
  stage            = "dev"
  from_email       = "noreply@shop.example.com"
  messages_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
  schedules = {
    settle_pending_orders = {
      name          = "order-settle"
      expression    = "rate(1 minute)"
      function_name = "ecommerce-dev-order-settle"
      alias         = "live"
      alias_arn     = "arn:aws:lambda:eu-west-1:123456789012:function:ecommerce-dev-order-settle:live"
    }
  }
}

run "queues_keep_failed_events_for_14_days" {
  assert {
    condition     = toset([for queue in aws_sqs_queue.this : queue.name]) == toset(["ecommerce-dev-dead-letters", "ecommerce-dev-stream-failures", "ecommerce-dev-failed-events", "ecommerce-dev-undelivered-events"])
    error_message = "There is a queue for each kind of failure; bin/shop redrive uses the name of dead-letters."
  }
  assert {
    condition     = alltrue([for queue in aws_sqs_queue.this : queue.message_retention_seconds == 1209600 && queue.sqs_managed_sse_enabled])
    error_message = "Queues are encrypted and keep messages for 14 days, the maximum of SQS."
  }
  assert {
    condition     = [for key, policy in aws_sqs_queue_policy.this : key if length(jsondecode(policy.policy).Statement) > 1] == ["undelivered_events"]
    error_message = "Only EventBridge has permission from a queue policy."
  }
}

run "order_events_are_published_to_the_topic" {
  assert {
    condition     = aws_cloudwatch_event_bus.this.name == "ecommerce-dev" && jsondecode(aws_cloudwatch_event_rule.orders.event_pattern) == { source = ["ecommerce-api"] }
    error_message = "The rule matches the events of handlers/adapters/domain_events.py."
  }
  assert {
    condition     = aws_cloudwatch_event_target.orders.arn == aws_sns_topic.this["order_events"].arn && aws_cloudwatch_event_target.orders.dead_letter_config[0].arn == aws_sqs_queue.this["undelivered_events"].arn
    error_message = "Events go to the topic, and to a queue if delivery fails."
  }
}

run "topics_are_encrypted_and_have_one_publisher" {
  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == var.messages_key_arn])
    error_message = "Topics are encrypted with the customer managed key."
  }
  assert {
    condition     = { for key, policy in aws_sns_topic_policy.this : key => one([for statement in jsondecode(policy.policy).Statement : statement.Principal.Service if statement.Effect == "Allow"]) } == { order_events = "events.amazonaws.com", mail_feedback = "ses.amazonaws.com" }
    error_message = "EventBridge publishes order events, and SES bounces and complaints."
  }
}

run "scheduled_function_runs_at_its_rate" {
  assert {
    condition     = aws_cloudwatch_event_rule.schedule["settle_pending_orders"].schedule_expression == "rate(1 minute)"
    error_message = "The rate is from functions.json."
  }
  assert {
    condition     = aws_lambda_permission.schedule["settle_pending_orders"].source_arn == aws_cloudwatch_event_rule.schedule["settle_pending_orders"].arn && aws_lambda_permission.schedule["settle_pending_orders"].qualifier == "live"
    error_message = "Only the function's own rule may invoke it, through the alias."
  }
}

run "single_address_needs_no_dns_records" {
  assert {
    condition     = aws_sesv2_email_identity.this.email_identity == "noreply@shop.example.com" && length(aws_route53_record.dkim) == 0
    error_message = "Without a domain, the address is the identity."
  }
  assert {
    condition     = toset(one(aws_sesv2_configuration_set_event_destination.feedback.event_destination).matching_event_types) == toset(["BOUNCE", "COMPLAINT", "REJECT"])
    error_message = "Bounces, complaints and rejects are published."
  }
  assert {
    condition     = aws_sesv2_configuration_set.this.delivery_options[0].tls_policy == "REQUIRE"
    error_message = "TLS is required for e-mails."
  }
}

# SES computes the DKIM tokens, and a mocked provider has none: records are not tested here.
run "domain_is_the_identity_if_set" {
  variables {
    mail_domain = "shop.example.com"
  }

  assert {
    condition     = aws_sesv2_email_identity.this.email_identity == "shop.example.com"
    error_message = "The domain is the identity."
  }
  assert {
    condition     = aws_sesv2_email_identity_mail_from_attributes.this[0].mail_from_domain == "bounce.shop.example.com" && aws_sesv2_email_identity_mail_from_attributes.this[0].behavior_on_mx_failure == "USE_DEFAULT_VALUE"
    error_message = "Bounces return to a subdomain, and e-mails are sent before its record exists."
  }
  assert {
    condition = toset([for record in output.mail_records : "${record.type} ${record.name} ${record.value}"]) == toset([
      "MX bounce.shop.example.com 10 feedback-smtp.eu-west-1.amazonses.com",
      "TXT bounce.shop.example.com v=spf1 include:amazonses.com -all",
      "TXT _dmarc.shop.example.com v=DMARC1; p=none",
    ])
    error_message = "Without a zone, the records are an output."
  }
}

run "existing_dmarc_record_is_kept" {
  command = plan

  variables {
    mail_domain  = "shop.example.com"
    dmarc_record = ""
  }

  assert {
    condition     = toset(keys(local.sender_records)) == toset(["mx", "spf"])
    error_message = "No second record is created."
  }
}

run "invalid_input_is_rejected" {
  command = plan

  variables {
    dmarc_record         = "p=reject"
    from_email           = "noreply"
    mail_feedback_emails = ["on call"]
  }
  expect_failures = [var.dmarc_record, var.from_email, var.mail_feedback_emails]
}

run "sender_outside_the_domain_is_rejected" {
  command = plan

  variables {
    mail_domain = "other.example.com"
  }
  expect_failures = [var.mail_domain]
}
