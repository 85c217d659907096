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
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:f", version = "3" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:f:live" }
  }
}

variables {
  project_name            = "ecommerce"
  stage                   = "dev"
  image_uri               = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  lambda_key_arn          = "arn:aws:kms:eu-west-1:123456789012:key/1"
  logs_key_arn            = "arn:aws:kms:eu-west-1:123456789012:key/2"
  failed_events_queue_arn = "arn:aws:sqs:eu-west-1:123456789012:ecommerce-dev-failed-events"
  functions = {
    getProduct = {
      name     = "product-get"
      handler  = "handlers.products.get_product.handler"
      memory   = 256
      timeout  = 10
      settings = { TABLE_NAME = "ecommerce-dev" }
      statements = [{
        sid       = "Table"
        actions   = ["dynamodb:GetItem"]
        resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-dev"]
      }]
    }
    attach_product_image = {
      name            = "product-image-attach"
      handler         = "handlers.products.attach_product_image.handler"
      memory          = 256
      timeout         = 10
      settings        = {}
      is_asynchronous = true
      statements      = []
    }
  }
}

run "function_runs_the_image_with_its_handler" {
  assert {
    condition     = aws_lambda_function.this["getProduct"].package_type == "Image" && aws_lambda_function.this["getProduct"].image_uri == var.image_uri
    error_message = "Functions run the image."
  }
  assert {
    condition     = aws_lambda_function.this["getProduct"].image_config[0].command == tolist(["handlers.products.get_product.handler"])
    error_message = "The image's command is the handler."
  }
  assert {
    condition     = aws_lambda_function.this["getProduct"].function_name == "ecommerce-dev-product-get"
    error_message = "The function's name contains the stage."
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.tracing_config[0].mode == "Active"])
    error_message = "Tracing is on for each function."
  }
}

run "versions_are_published_and_invoked_through_aliases" {
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.publish]) && alltrue([for alias in aws_lambda_alias.this : alias.function_version == "3"])
    error_message = "An alias starts at the function's first version."
  }
  assert {
    condition     = alltrue([for key in keys(var.functions) : aws_lambda_alias.this["live/${key}"].name == "live" && aws_lambda_alias.this["canary/${key}"].name == "canary"])
    error_message = "Each function has the aliases live and canary."
  }
  assert {
    condition     = alltrue([for function in output.functions : endswith(function.stage_invoke_arn, ":${function.name}:$${stageVariables.alias}/invocations")])
    error_message = "The stage's variable selects the alias that an API invokes."
  }
}

run "apply_does_not_move_aliases" {
  override_resource {
    target = aws_lambda_function.this
    values = { version = "4" }
  }

  assert {
    condition     = alltrue([for alias in aws_lambda_alias.this : alias.function_version == "3"])
    error_message = "Only a release moves aliases."
  }
}

run "variables_and_logs_are_encrypted_and_logs_expire" {
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.kms_key_arn == var.lambda_key_arn])
    error_message = "Environment variables are encrypted with the customer managed key."
  }
  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 30 && group.kms_key_id == var.logs_key_arn])
    error_message = "Logs are encrypted with the customer managed key and kept for 30 days."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["getProduct"].name == "/aws/lambda/ecommerce-dev-product-get"
    error_message = "The log group has the name that Lambda writes to."
  }
}

run "each_function_has_its_own_least_privilege_role" {
  assert {
    condition     = length(aws_iam_role.this) == 2 && aws_iam_role.this["getProduct"].name == "ecommerce-dev-product-get"
    error_message = "No two functions share a role."
  }
  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.this["getProduct"].policy).Statement : statement.Sid => statement.Action } == {
      Logs     = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Traces   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      Settings = ["kms:Decrypt"]
      Table    = ["dynamodb:GetItem"]
    }
    error_message = "A role allows logs, traces, decryption of the settings, and the function's statements."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.this["getProduct"].policy).Statement[0].Resource == ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/ecommerce-dev-product-get:*"]
    error_message = "A function may write only to its own log group."
  }
  assert {
    condition = alltrue(flatten([for policy in aws_iam_role_policy.this : [
      for statement in jsondecode(policy.policy).Statement : !contains(statement.Resource, "*") if statement.Sid != "Traces"
    ]]))
    error_message = "Only tracing, which supports no resource-level permissions, has the resource *."
  }
}

run "failed_asynchronous_events_are_kept" {
  assert {
    condition     = keys(aws_lambda_function_event_invoke_config.this) == ["attach_product_image"]
    error_message = "Only asynchronous functions have a destination for failed events."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.this["attach_product_image"].destination_config[0].on_failure[0].destination == var.failed_events_queue_arn
    error_message = "Failed events go to the queue."
  }
  assert {
    condition     = contains([for statement in jsondecode(aws_iam_role_policy.this["attach_product_image"].policy).Statement : statement.Sid], "FailedEvents")
    error_message = "The function's role may send to the queue."
  }
}

run "network_permissions_are_for_lambda_and_not_for_the_code" {
  variables {
    vpc = { subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition     = aws_lambda_function.this["getProduct"].vpc_config[0].subnet_ids == toset(["subnet-1", "subnet-2"])
    error_message = "Functions run in the subnets."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.this["getProduct"].policy).Statement : statement.Effect if statement.Sid == "NetworkIsForLambda"]) == "Deny"
    error_message = "The function's code cannot create network interfaces."
  }
}

run "invalid_input_is_rejected" {
  command = plan

  variables {
    project_name       = "Shop"
    image_uri          = "ecommerce"
    architecture       = "sparc"
    log_retention_days = 31
  }
  expect_failures = [var.project_name, var.image_uri, var.architecture, var.log_retention_days]
}

run "wildcard_action_is_rejected" {
  command = plan

  variables {
    functions = {
      getProduct = {
        name       = "product-get"
        handler    = "handlers.products.get_product.handler"
        memory     = 64
        timeout    = 901
        settings   = {}
        statements = [{ sid = "Table", actions = ["dynamodb:*"], resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-dev"] }]
      }
    }
  }
  expect_failures = [var.functions]
}
