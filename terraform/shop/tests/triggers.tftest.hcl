mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "us_east_1"
  source          = "./tests/mocks"
  override_during = plan
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.jwt
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/jwt/secret-AbCdEf" }
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.payment
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/payment/api-key-AbCdEf" }
}

variables {
  stage       = "prod"
  image_uri   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce:1.0.0"
  payment_key = "0123456789abcdef0123456789abcdef"
  config      = { from_email = "noreply@shop.example.com", image_base_url = "https://images.example.com" }
}

run "events_trigger_their_functions" {
  command = plan

  # The stream is read from the oldest record.
  assert {
    condition     = aws_lambda_event_source_mapping.orders.starting_position == "TRIM_HORIZON" && aws_lambda_event_source_mapping.orders.batch_size == 100
    error_message = "Records are read from the oldest available, in batches of 100."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.orders.bisect_batch_on_function_error && aws_lambda_event_source_mapping.orders.function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "A failing record does not block the others."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.orders.maximum_retry_attempts == 5 && aws_lambda_event_source_mapping.orders.destination_config[0].on_failure[0].destination_arn == module.notifications.queues["stream_failures"].arn
    error_message = "Exhausted batches go to the queue stream-failures."
  }
  assert {
    condition     = jsondecode(one(one(aws_lambda_event_source_mapping.orders.filter_criteria).filter).pattern) == local.rows["process_order_changes"].filter
    error_message = "Only order items invoke the function."
  }

  # An uploaded image invokes its function.
  assert {
    condition     = aws_s3_bucket_notification.images.lambda_function[0].filter_prefix == "products/" && aws_s3_bucket_notification.images.lambda_function[0].events == toset(["s3:ObjectCreated:*"])
    error_message = "All uploads under products/ send an event."
  }
  assert {
    condition     = aws_lambda_permission.images.source_arn == "arn:aws:s3:::ecommerce-prod-assets-123456789012" && aws_lambda_permission.images.source_account == "123456789012"
    error_message = "Only the shop's bucket may invoke the function."
  }

  # Pending orders are settled every minute.
  assert {
    condition     = { for key, schedule in local.schedules : key => schedule.expression } == { settle_pending_orders = "rate(1 minute)" }
    error_message = "Schedules match functions.json."
  }

  # A function that is idle for weeks rejects its next invocation.
  assert {
    condition     = toset(keys(aws_cloudwatch_event_target.keep_active)) == toset(keys(local.rows)) && alltrue([for target in aws_cloudwatch_event_target.keep_active : jsondecode(target.input) == { keepActive = true }])
    error_message = "Every function is kept active."
  }
  assert {
    condition     = alltrue([for functions in local.keep_active_rules : length(functions) <= 5]) && alltrue([for rule in aws_cloudwatch_event_rule.keep_active : rule.schedule_expression == "rate(7 days)"])
    error_message = "A rule has at most five targets and fires every week."
  }

  # S3 and EventBridge invoke asynchronously.
  assert {
    condition     = [for key, function in local.functions : key if function.is_asynchronous] == ["attach_product_image", "settle_pending_orders"]
    error_message = "Failed events of S3 and EventBridge are kept."
  }
}
