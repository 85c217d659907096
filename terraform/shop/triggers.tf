# Triggers in functions.json other than API requests.
locals {
  stocked  = one([for key, row in local.rows : key if contains(row.triggers, "dynamodb stream: stock")])
  streamed = one([for key, row in local.rows : key if contains(row.triggers, "dynamodb stream: orders")])
  uploaded = one([for key, row in local.rows : key if contains(row.triggers, "s3:ObjectCreated:*")])
  rotating = one([for key, row in local.rows : key if contains(row.triggers, "secret rotation: jwt/secret")])
  rotation = module.lambda.functions[local.rotating]

  schedules = { for key, row in local.rows : key => {
    name          = row.name
    expression    = trimprefix(one(row.triggers), "schedule ")
    function_name = module.lambda.functions[key].name
    alias         = module.lambda.functions[key].alias
    alias_arn     = module.lambda.functions[key].alias_arn
  } if length([for trigger in row.triggers : trigger if startswith(trigger, "schedule ")]) > 0 }
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = module.dynamodb.stream_arn
  function_name    = module.lambda.functions[local.streamed].alias_arn

  # Not LATEST: a recreated mapping would miss records.
  starting_position = "TRIM_HORIZON"
  batch_size        = 100

  # The function reports which records to retry, and sends those that keep failing to the dead-letter queue. A batch that
  # fails as a whole is split, and goes to stream-failures after five retries or an hour.
  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 5
  maximum_record_age_in_seconds  = 3600

  filter_criteria {
    filter {
      pattern = jsonencode(local.rows[local.streamed].filter)
    }
  }

  destination_config {
    on_failure {
      destination_arn = module.notifications.queues["stream_failures"].arn
    }
  }
}

# Lists of products follow the stock. The function writes what the stock rows contain at that time, so that a record that
# is lost or late changes nothing.
resource "aws_lambda_event_source_mapping" "stock" {
  event_source_arn = module.dynamodb.stream_arn
  function_name    = module.lambda.functions[local.stocked].alias_arn

  # Many sales of a product in this time are one write of its row.
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 1000
  maximum_batching_window_in_seconds = 2

  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 5
  maximum_record_age_in_seconds  = 3600

  filter_criteria {
    filter {
      pattern = jsonencode(local.rows[local.stocked].filter)
    }
  }

  destination_config {
    on_failure {
      destination_arn = module.notifications.queues["stream_failures"].arn
    }
  }
}

resource "aws_lambda_permission" "images" {
  # A new statement_id would replace the permission.
  statement_id   = "Pictures"
  action         = "lambda:InvokeFunction"
  function_name  = module.lambda.functions[local.uploaded].name
  qualifier      = module.lambda.functions[local.uploaded].alias
  principal      = "s3.amazonaws.com"
  source_arn     = module.s3.bucket_arn
  source_account = local.account
}

resource "aws_s3_bucket_notification" "images" {
  bucket = module.s3.bucket_name

  lambda_function {
    id                  = "uploaded-images"
    lambda_function_arn = module.lambda.functions[local.uploaded].alias_arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "products/"
  }

  depends_on = [aws_lambda_permission.images]
}
