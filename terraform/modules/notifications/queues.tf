locals {
  fortnight = 14 * 24 * 3600

  # No function polls these queues: an alarm fires when a message arrives.
  queues = {
    # Stream records that the stream processor failed to process. `bin/shop redrive` puts them back.
    dead_letters = { name = "dead-letters", sources = {} }
    # Batches that exhausted the event source mapping's retries: pointers into the stream, which keeps records for a day.
    stream_failures = { name = "stream-failures", sources = {} }
    # Events that an asynchronous function failed to process after two retries.
    failed_events = { name = "failed-events", sources = {} }
    # Events that EventBridge failed to deliver.
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
