locals {
  fortnight = 14 * 24 * 3600

  # Nobody polls them: what is in one waits for somebody who looks, and an alarm says that there is something.
  queues = {
    # What the stream processor could not process, whole. `bin/shop redrive` puts it back.
    dead_letters = { name = "dead-letters", sources = {} }
    # Where the stream's mapping gave up a batch: a pointer into the stream, which forgets after a day.
    stream_failures = { name = "stream-failures", sources = {} }
    # What an asynchronous function failed with, after two more tries.
    failed_events = { name = "failed-events", sources = {} }
    # What EventBridge could not hand on.
    undelivered_events = {
      name    = "undelivered-events"
      sources = { "events.amazonaws.com" = "arn:${local.partition}:events:${local.region}:${local.account}:rule/*${local.name}*" }
    }
  }
}

resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                      = "${local.name}-${each.value.name}"
  message_retention_seconds = local.fortnight
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "this" {
  for_each = local.queues

  queue_url = aws_sqs_queue.this[each.key].url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "EncryptedConnectionsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.this[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for service, source in each.value.sources : {
        Sid       = "Service"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.this[each.key].arn
        Condition = { ArnLike = { "aws:SourceArn" = source } }
      }],
    )
  })
}
