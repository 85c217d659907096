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
  project_name = "ecommerce"
  stage        = "dev"
}

run "keys_rotate_and_their_aliases_contain_the_stage" {
  command = plan

  assert {
    condition     = alltrue([for key in aws_kms_key.this : key.enable_key_rotation])
    error_message = "Key rotation is on."
  }
  assert {
    condition     = toset([for alias in aws_kms_alias.this : alias.name]) == toset(["alias/ecommerce-dev-lambda-key", "alias/ecommerce-dev-logs-key", "alias/ecommerce-dev-messages-key", "alias/ecommerce-dev-secrets-key"])
    error_message = "There is one key each for environment variables, logs, messages and secrets."
  }
}

run "services_use_keys_for_this_stage_only" {
  command = plan

  assert {
    condition     = one([for statement in jsondecode(aws_kms_key.this["logs"].policy).Statement : statement if statement.Sid == "LogGroups"]).Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:eu-west-1:123456789012:log-group:*ecommerce-dev*"
    error_message = "CloudWatch Logs uses the key only for log groups of the stage."
  }
  assert {
    condition = alltrue(flatten([for key in aws_kms_key.this : [
      for statement in jsondecode(key.policy).Statement : !strcontains(jsonencode(statement.Action), "*") if statement.Sid != "Account"
    ]]))
    error_message = "No service may perform all key actions."
  }
  assert {
    condition     = toset([for statement in jsondecode(aws_kms_key.this["secrets"].policy).Statement : statement.Sid]) == toset(["Account", "Deployment"])
    error_message = "Only IAM policies and the deployment grant access to the secrets key."
  }
}

run "the_deployment_of_this_stage_uses_a_key_as_soon_as_it_exists" {
  command = plan

  assert {
    condition = alltrue([for key in aws_kms_key.this : [for statement in jsondecode(key.policy).Statement : statement.Condition if statement.Sid == "Deployment"] == [{
      StringEquals = { "aws:PrincipalAccount" = "123456789012" }
      ArnEquals    = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/ecommerce-pipeline-deploy-dev" }
    }]])
    error_message = "The key's own policy allows the stage's deploy role, and no other role."
  }
}

run "deletion_window_below_7_days_is_rejected" {
  command = plan

  variables {
    deletion_window_in_days = 1
  }
  expect_failures = [var.deletion_window_in_days]
}

run "unknown_stage_is_rejected" {
  command = plan

  variables {
    stage = "production"
  }
  expect_failures = [var.stage]
}
