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
  target          = module.exports.aws_s3_bucket.this
  values          = { arn = "arn:aws:s3:::ecommerce-prod-exports-123456789012" }
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.jwt
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/jwt/secret-AbCdEf" }
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.encryption
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/database/encryption-key-AbCdEf" }
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

# One run with all assertions: planning a whole shop takes seconds.
run "functions_their_roles_and_triggers_match_functions_json" {
  command = plan

  # Functions and settings match functions.json.
  assert {
    condition     = keys(output.functions) == keys(local.rows) && output.functions["createOrder"].name == "ecommerce-prod-order-create"
    error_message = "Each row is a function of the stage."
  }
  assert {
    condition     = alltrue([for key, row in local.rows : alltrue([for name in row.settings : contains(keys(local.functions[key].settings), name)])])
    error_message = "Every setting of a row has a value."
  }
  assert {
    condition     = alltrue([for key, row in local.rows : length(local.functions[key].settings) == length(row.settings) + 5])
    error_message = "A function has the settings of its row and the five common ones."
  }

  # Roles allow the declared actions only.
  assert {
    condition = alltrue([for key, row in local.rows : toset(flatten([
      for statement in local.statements[key] : statement.actions if !contains(["Stream", "Streams", "StreamFailures", "SecretsKey"], statement.sid)
    ])) == toset(row.actions)])
    error_message = "A role allows the actions of its row, plus reading the stream and using a key."
  }
  assert {
    condition     = alltrue(flatten([for statements in local.statements : [for statement in statements : [for resource in statement.resources : resource != "*" && startswith(resource, "arn:aws:")] if statement.sid != "Streams"]]))
    error_message = "Every action that knows a resource is restricted to one."
  }

  # The audit is append-only.
  assert {
    condition = alltrue(flatten([for statements in local.statements : [
      for statement in statements : statement.condition == { "ForAllValues:StringNotLike" = { "dynamodb:LeadingKeys" = ["AUDIT#*"] } }
      if anytrue([for action in statement.actions : contains(["dynamodb:DeleteItem", "dynamodb:UpdateItem"], action)])
    ]]))
    error_message = "No function can change or delete an entry of the audit."
  }

  # Queries are restricted to a table or index.
  assert {
    condition = { for key in ["listProducts", "listProductsByCategory", "listOrders", "getCart"] : key => flatten([
      for statement in local.statements[key] : statement.resources if contains(statement.actions, "dynamodb:Query")
      ]) } == {
      listProducts           = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI1", "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI2"]
      listProductsByCategory = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI1"]
      listOrders             = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod", "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI2"]
      getCart                = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod"]
    }
    error_message = "queries.json lists the queried indexes."
  }
  assert {
    condition     = alltrue([for key in keys(local.queries) : contains(local.rows[key].actions, "dynamodb:Query")])
    error_message = "Every function in queries.json has the action dynamodb:Query."
  }

  # Secrets are readable only where needed.
  assert {
    condition = toset(flatten([for key, statements in local.statements : [
      for statement in statements : [for resource in statement.resources : "${key} ${split(":", resource)[6]}"] if statement.sid == "Secrets"
      ]])) == toset([
      "authorize_request ecommerce/prod/jwt/secret-AbCdEf",
      "cancelOrder ecommerce/prod/payment/api-key-AbCdEf",
      "changeEmail ecommerce/prod/jwt/secret-AbCdEf",
      "changePassword ecommerce/prod/jwt/secret-AbCdEf",
      "confirmLogin ecommerce/prod/database/encryption-key-AbCdEf",
      "confirmLogin ecommerce/prod/jwt/secret-AbCdEf",
      "confirmMfaEnrolment ecommerce/prod/database/encryption-key-AbCdEf",
      "confirmMfaEnrolment ecommerce/prod/jwt/secret-AbCdEf",
      "createMfaEnrolment ecommerce/prod/database/encryption-key-AbCdEf",
      "createOrder ecommerce/prod/payment/api-key-AbCdEf",
      "loginUser ecommerce/prod/jwt/secret-AbCdEf",
      "process_payment ecommerce/prod/payment/api-key-AbCdEf",
      "refreshSession ecommerce/prod/jwt/secret-AbCdEf",
      "removeMfa ecommerce/prod/database/encryption-key-AbCdEf",
      "removeMfa ecommerce/prod/jwt/secret-AbCdEf",
      "requestDeletion ecommerce/prod/jwt/secret-AbCdEf",
      "rotate_jwt_secret ecommerce/prod/database/encryption-key-AbCdEf",
      "rotate_jwt_secret ecommerce/prod/jwt/secret-AbCdEf",
      "settle_pending_orders ecommerce/prod/payment/api-key-AbCdEf",
      "updateOrderStatus ecommerce/prod/payment/api-key-AbCdEf",
    ])
    error_message = "Only functions that need a secret can read it."
  }

  # E-mails have one sender.
  assert {
    condition     = one([for statement in local.statements["process_order_changes"] : statement.condition if statement.sid == "Mail"]) == { StringEquals = { "ses:FromAddress" = ["noreply@shop.example.com"] } }
    error_message = "E-mails can be sent only from the shop's address."
  }
  assert {
    condition     = [for key, statements in local.statements : key if contains(statements[*].sid, "Mail")] == ["process_order_changes"]
    error_message = "Only the stream processor can send e-mails."
  }

  # The payment function is invoked through its alias.
  assert {
    condition     = local.functions["createOrder"].settings["PAYMENT_FUNCTION_NAME"] == "ecommerce-prod-payment-mock:live"
    error_message = "Payments use the live version."
  }
  assert {
    condition     = one([for statement in local.statements["createOrder"] : statement.resources if statement.sid == "Payment"]) == ["arn:aws:lambda:eu-west-1:123456789012:function:ecommerce-prod-payment-mock:live"]
    error_message = "No other function can be invoked."
  }

  # Images are uploaded under products/.
  assert {
    condition     = one([for statement in local.statements["createImageUpload"] : statement.resources if statement.sid == "Images"]) == ["arn:aws:s3:::ecommerce-prod-assets-123456789012/products/*"]
    error_message = "Upload forms cannot write elsewhere in the bucket."
  }

  # Data exports are in a bucket of their own, and only the customer's own function reads them.
  assert {
    condition = toset(flatten([for key, statements in local.statements : [
      for statement in statements : [for action in statement.actions : "${key} ${action}"] if startswith(statement.sid, "Export")
      ]])) == toset([
      "erase_accounts s3:DeleteObject",
      "getDataExport s3:GetObject",
      "getDataExport s3:ListBucket",
      "process_order_changes s3:DeleteObject",
      "process_order_changes s3:PutObject",
    ])
    error_message = "No other function has access to data exports."
  }
  assert {
    condition = alltrue(flatten([for statements in local.statements : [
      for statement in statements : [for resource in statement.resources : resource == module.exports.bucket_arn ? statement.sid == "ExportList" : endswith(resource, "/exports/*")] if startswith(statement.sid, "Export")
    ]]))
    error_message = "Exports are read and written under exports/ only."
  }

  # Prod has the defaults of settings.json.
  assert {
    condition     = local.functions["registerUser"].settings["REGISTRATIONS_PER_ADDRESS"] == "20"
    error_message = "Prod has the default limits."
  }
  assert {
    condition     = alltrue([for function in local.functions : function.settings["ADMIN_MFA"] == "required"])
    error_message = "Prod's admins need a second factor."
  }
  assert {
    condition     = alltrue([for function in local.functions : function.settings["LOG_LEVEL"] == "INFO"])
    error_message = "Prod logs no lines of level DEBUG."
  }

  # Settings contain no secrets.
  assert {
    condition     = alltrue(flatten([for function in local.functions : [for value in values(function.settings) : !strcontains(value, "0123456789abcdef")]]))
    error_message = "Settings have the name of a secret, never its value."
  }

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
    condition     = { for key, schedule in local.schedules : key => schedule.expression } == { erase_accounts = "rate(60 minutes)", settle_pending_orders = "rate(1 minute)" }
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
    condition     = [for key, function in local.functions : key if function.is_asynchronous] == ["attach_product_image", "erase_accounts", "settle_pending_orders"]
    error_message = "Failed events of S3 and EventBridge are kept."
  }
}

run "unknown_stage_is_rejected" {
  command = plan

  variables {
    stage = "production"
  }
  expect_failures = [var.stage]
}
