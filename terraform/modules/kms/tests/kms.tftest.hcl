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
}

variables {
  stage = "dev"
}

run "keys_rotate_and_are_named_after_their_stage" {
  command = plan

  assert {
    condition     = alltrue([for key in aws_kms_key.this : key.enable_key_rotation])
    error_message = "Every key is rotated each year."
  }
  assert {
    condition     = toset([for alias in aws_kms_alias.this : alias.name]) == toset(["alias/ecommerce-dev-lambda-key", "alias/ecommerce-dev-logs-key", "alias/ecommerce-dev-messages-key", "alias/ecommerce-dev-secrets-key"])
    error_message = "There is a key for variables, logs, messages and secrets."
  }
}

run "services_use_a_key_for_this_shop_only" {
  command = plan

  assert {
    condition     = jsondecode(aws_kms_key.this["logs"].policy).Statement[1].Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:eu-west-1:123456789012:log-group:*ecommerce-dev*"
    error_message = "CloudWatch Logs uses its key for the stage's log groups."
  }
  assert {
    condition = alltrue(flatten([for key in aws_kms_key.this : [
      for statement in jsondecode(key.policy).Statement : !strcontains(jsonencode(statement.Action), "*") if statement.Sid != "Account"
    ]]))
    error_message = "No service may do everything with a key."
  }
  assert {
    condition     = length(jsondecode(aws_kms_key.this["secrets"].policy).Statement) == 1
    error_message = "The key of the secrets is nobody's but those whose role says so."
  }
}

run "a_key_can_be_brought_back_for_a_week_at_least" {
  command = plan

  variables {
    deletion_window_in_days = 1
  }
  expect_failures = [var.deletion_window_in_days]
}

run "the_stage_is_one_that_there_is" {
  command = plan

  variables {
    stage = "production"
  }
  expect_failures = [var.stage]
}
