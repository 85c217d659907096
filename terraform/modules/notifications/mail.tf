# SES suppresses addresses that bounce or complain.
resource "aws_sesv2_configuration_set" "this" {
  configuration_set_name = local.name

  delivery_options {
    tls_policy = "REQUIRE"
  }

  reputation_options {
    reputation_metrics_enabled = true
  }

  sending_options {
    sending_enabled = true
  }

  suppression_options {
    suppressed_reasons = ["BOUNCE", "COMPLAINT"]
  }
}

resource "aws_sesv2_configuration_set_event_destination" "feedback" {
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name
  event_destination_name = "feedback"

  event_destination {
    enabled              = true
    matching_event_types = ["BOUNCE", "COMPLAINT", "REJECT"]

    sns_destination {
      topic_arn = aws_sns_topic.this["mail_feedback"].arn
    }
  }

  depends_on = [aws_sns_topic_policy.this]
}

# A domain that signs with DKIM; without mail_domain, a single address that its owner confirms.
resource "aws_sesv2_email_identity" "this" {
  email_identity         = coalesce(var.mail_domain, var.from_email)
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name
}

# SES Developer Guide, "Using a custom MAIL FROM domain": bounces return to a subdomain of the sender's, so that SPF passes for
# its domain, too, as DMARC requires. Until its MX record exists, SES uses its own domain.
resource "aws_sesv2_email_identity_mail_from_attributes" "this" {
  count = var.mail_domain == null ? 0 : 1

  email_identity         = aws_sesv2_email_identity.this.email_identity
  mail_from_domain       = "bounce.${var.mail_domain}"
  behavior_on_mx_failure = "USE_DEFAULT_VALUE"
}

locals {
  sender_records = var.mail_domain == null ? {} : { for key, record in {
    mx    = { type = "MX", name = "bounce.${var.mail_domain}", value = "10 feedback-smtp.${local.region}.amazonses.com" }
    spf   = { type = "TXT", name = "bounce.${var.mail_domain}", value = "v=spf1 include:amazonses.com -all" }
    dmarc = { type = "TXT", name = "_dmarc.${var.mail_domain}", value = var.dmarc_record }
  } : key => record if record.value != "" }
}

resource "aws_route53_record" "sender" {
  for_each = var.has_zone ? local.sender_records : {}

  zone_id = var.zone_id
  name    = each.value.name
  type    = each.value.type
  ttl     = 1800
  records = [each.value.value]
}

locals {
  dkim_tokens = var.mail_domain == null ? [] : try(aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens, [])
  dkim_records = [for token in local.dkim_tokens : {
    type  = "CNAME"
    name  = "${token}._domainkey.${var.mail_domain}"
    value = "${token}.dkim.amazonses.com"
  }]
}

# SES generates three tokens, which are unknown until the identity exists.
resource "aws_route53_record" "dkim" {
  count = var.mail_domain == null || !var.has_zone ? 0 : 3

  zone_id = var.zone_id
  name    = "${aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[count.index]}._domainkey.${var.mail_domain}"
  type    = "CNAME"
  ttl     = 1800
  records = ["${aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[count.index]}.dkim.amazonses.com"]
}
