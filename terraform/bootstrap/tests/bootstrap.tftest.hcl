mock_provider "aws" {
  source = "./tests/mocks"
}

# The largest policies, because the size of a policy is limited.
variables {
  stages               = { dev = "development", prod = "production" }
  github_repository    = "octo/shop"
  github_owner_id      = 123456
  github_repository_id = 456789
  zone_ids             = ["Z0123456789ABCDEFGHIJ"]
  has_network          = true
}

run "state_bucket_allows_no_one_outside_the_account" {
  assert {
    condition     = local.state_bucket == "ecommerce-terraform-state-123456789012" && alltrue([for statement in jsondecode(module.state_bucket.policy).Statement : statement.Effect == "Deny"])
    error_message = "Only principals of the account have access to the state."
  }
}

run "image_tags_are_immutable" {
  assert {
    condition     = aws_ecr_repository.functions[0].image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.functions[0].image_scanning_configuration[0].scan_on_push
    error_message = "Tags are immutable, and images are scanned on push."
  }
}

run "roles_trust_one_environment_of_the_repository" {
  assert {
    condition = { for role, item in aws_iam_role.pipeline : role => jsondecode(item.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] } == { for role, environment in {
      deploy-dev   = "development"
      deploy-prod  = "production"
      image        = "image"
      plan-prod    = "plan-prod"
      preview-dev  = "preview-dev"
      preview-prod = "preview-prod"
      test-dev     = "development-test"
      test-prod    = "production-test"
    } : role => ["repo:octo/shop:environment:${environment}", "repo:octo@123456/shop@456789:environment:${environment}"] }
    error_message = "A role can be assumed from its environment only, not from a branch or fork."
  }
  assert {
    condition     = alltrue([for item in aws_iam_role.pipeline : jsondecode(item.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"])
    error_message = "The token's audience must be AWS."
  }
}

run "roles_allow_what_the_pipeline_needs" {
  assert {
    condition     = alltrue([for policy in aws_iam_policy.pipeline : alltrue([for statement in jsondecode(policy.policy).Statement : alltrue([for action in statement.Action : !strcontains(action, "*")]) if statement.Effect == "Allow"])])
    error_message = "Allowed actions are listed individually."
  }
  assert {
    condition     = alltrue([for policy in aws_iam_policy.pipeline : length(policy.policy) <= 6144])
    error_message = "A policy has at most 6,144 characters: ${join(", ", [for key, policy in aws_iam_policy.pipeline : "${key} has ${length(policy.policy)}" if length(policy.policy) > 6144])}."
  }
  assert {
    condition     = alltrue([for role in keys(aws_iam_role.pipeline) : length([for attachment in aws_iam_role_policy_attachment.pipeline : attachment if attachment.role == aws_iam_role.pipeline[role].name]) <= 10])
    error_message = "A role has at most ten policies."
  }
  assert {
    condition     = !anytrue([for key, policy in aws_iam_policy.pipeline : strcontains(policy.policy, "ecommerce-prod") || strcontains(policy.policy, "ecommerce/prod") if startswith(key, "deploy-dev ")])
    error_message = "The dev role has no access to prod."
  }
  assert {
    condition = alltrue(flatten([for key, policy in aws_iam_policy.pipeline : [for statement in jsondecode(policy.policy).Statement : [for action in statement.Action :
      can(regex("^[a-z0-9-]+:(BatchGet|Describe|GET$|Get|List)", action)) || action == "kms:Decrypt"
    ]] if startswith(key, "plan-") || startswith(key, "preview-")]))
    error_message = "Plan roles are read-only."
  }
  assert {
    condition     = toset(flatten([for statement in jsondecode(aws_iam_policy.pipeline["preview-prod state"].policy).Statement : statement.Resource if contains(statement.Action, "s3:GetObject")])) == toset(["arn:aws:s3:::ecommerce-terraform-state-123456789012/prod/terraform.tfstate"])
    error_message = "A pull request reads its stage's state and no other object."
  }
  assert {
    condition     = alltrue([for policy in aws_iam_policy.boundary : length(policy.policy) <= 6144])
    error_message = "A boundary has at most 6,144 characters."
  }
  assert {
    condition     = !anytrue([for key, policy in aws_iam_policy.pipeline : can(regex("dynamodb:(BatchGetItem|BatchWriteItem|DeleteItem|GetItem|PutItem|Query|Scan|UpdateItem)", policy.policy)) if !startswith(key, "test-")])
    error_message = "Plan and deploy roles have no access to items of the table."
  }
  assert {
    condition = toset(flatten([for key, policy in aws_iam_policy.pipeline : [for statement in jsondecode(policy.policy).Statement : statement.Resource if contains(statement.Action, "secretsmanager:GetSecretValue")] if endswith(key, "-dev data")])) == toset([
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecommerce/dev/payment/api-key-*",
    ])
    error_message = "The pipeline can read the payment key and not the signing keys."
  }
  assert {
    condition = { for key, policy in aws_iam_policy.pipeline : key => flatten([for statement in jsondecode(policy.policy).Statement : statement.Resource if contains(statement.Action, "sns:Publish")]) if strcontains(policy.policy, "sns:Publish") } == {
      "deploy-dev messages"  = ["arn:aws:sns:us-east-1:123456789012:ecommerce-dev-alarms-*"]
      "deploy-prod messages" = ["arn:aws:sns:us-east-1:123456789012:ecommerce-prod-alarms-*"]
    }
    error_message = "Deploy roles publish to their stage's alarm topics only."
  }
  assert {
    condition     = alltrue([for action in ["ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:PutImage", "ecr:StartImageScan"] : contains(flatten([for statement in jsondecode(aws_iam_policy.pipeline["image image"].policy).Statement : statement.Action]), action)])
    error_message = "The image role starts scans and reads the findings."
  }
  assert {
    condition     = !anytrue([for key, policy in aws_iam_policy.pipeline : strcontains(policy.policy, "role/ecommerce-pipeline")])
    error_message = "No role can change its own permissions."
  }
}

run "deploy_roles_last_as_long_as_a_first_apply" {
  assert {
    condition     = alltrue([for role, item in aws_iam_role.pipeline : item.max_session_duration == (startswith(role, "deploy-") ? 7200 : 3600)])
    error_message = "deploy.yml requests two hours."
  }
}

run "a_missing_state_is_not_forbidden" {
  assert {
    condition     = alltrue([for role in ["deploy-dev", "deploy-prod", "plan-prod", "preview-dev", "preview-prod"] : length([for statement in jsondecode(aws_iam_policy.pipeline["${role} state"].policy).Statement : statement if contains(statement.Action, "s3:ListBucket") && !can(statement.Condition)]) == 1])
    error_message = "A request for a missing object has no prefix: with a condition on it, S3 returns 403 instead of 404."
  }
}

run "test_roles_access_items_by_key_only" {
  assert {
    condition     = alltrue([for stage in ["dev", "prod"] : toset([for statement in jsondecode(aws_iam_policy.pipeline["test-${stage} test"].policy).Statement : statement.Resource if anytrue([for action in statement.Action : startswith(action, "dynamodb:")])]) == toset([["arn:aws:dynamodb:us-east-1:123456789012:table/ecommerce-${stage}"]])])
    error_message = "Access is to the stage's table, without indexes."
  }
  assert {
    condition     = alltrue([for stage in ["dev", "prod"] : alltrue([for statement in jsondecode(aws_iam_policy.pipeline["test-${stage} test"].policy).Statement : !contains(statement.Action, "dynamodb:Scan") && length(statement.Condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]) > 0 if anytrue([for action in statement.Action : startswith(action, "dynamodb:")])])])
    error_message = "Scans are not allowed, and access is restricted by key prefix."
  }
  assert {
    condition     = alltrue([for policy in [aws_iam_policy.pipeline["test-prod test"].policy] : !strcontains(policy, "apigateway:") && !strcontains(policy, "EMAIL#success+*") && strcontains(policy, "EMAIL#success+e2e-*@simulator.amazonses.com")])
    error_message = "In production, the test role creates no API keys and finds only accounts of end-to-end tests."
  }
  assert {
    condition     = toset(flatten([for statement in jsondecode(aws_iam_policy.pipeline["test-prod test"].policy).Statement : statement.Action])) == toset(["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", "ses:GetAccount", "ses:GetEmailIdentity", "ses:ListEmailIdentities"])
    error_message = "In production, the test role reads and deletes, and writes nothing."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_policy.pipeline["test-dev test"].policy).Statement : statement.Condition == { StringEquals = { "aws:ResourceTag/Stage" = "dev" } } if contains(statement.Action, "apigateway:DELETE")])
    error_message = "The test role deletes only API keys of its stage."
  }
}

run "stage_in_its_own_account_runs_images_of_another" {
  command = plan
  variables {
    stages        = { prod = "production" }
    image_account = "210987654321"
  }
  assert {
    condition     = length(aws_ecr_repository.functions) == 0 && !contains(keys(aws_iam_role.pipeline), "image")
    error_message = "One account has the repository and the role that pushes to it."
  }
  assert {
    condition     = strcontains(jsonencode(local.statements["prod"].functions), "arn:aws:ecr:us-east-1:210987654321:repository/ecommerce")
    error_message = "The deploy role reads the image in the other account."
  }
}

run "repository_admits_the_accounts_that_run_its_images" {
  command = plan
  variables {
    stages           = { dev = "development" }
    running_accounts = ["210987654321"]
  }
  assert {
    condition     = jsondecode(aws_ecr_repository_policy.functions[0].policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == ["arn:aws:lambda:us-east-1:123456789012:function:ecommerce-dev-*", "arn:aws:lambda:us-east-1:210987654321:function:ecommerce-*"]
    error_message = "Lambda reads images for functions of the listed accounts."
  }
  assert {
    condition     = jsondecode(aws_ecr_repository_policy.functions[0].policy).Statement[1].Principal.AWS == "arn:aws:iam::210987654321:root"
    error_message = "A deploy role of the other account reads the image that it deploys."
  }
}

run "test_roles_see_whether_emails_are_sent" {
  assert {
    condition     = alltrue([for stage in ["dev", "prod"] : toset([for action in flatten([for statement in jsondecode(aws_iam_policy.pipeline["test-${stage} test"].policy).Statement : statement.Action]) : action if startswith(action, "ses:")]) == toset(["ses:GetAccount", "ses:GetEmailIdentity", "ses:ListEmailIdentities"])])
    error_message = "A purge doesn't wait for e-mails that SES won't send, and sends none."
  }
}

run "untested_stage_has_no_test_role" {
  command = plan
  variables {
    stages            = { prod = "production" }
    test_environments = { dev = "development-test" }
  }
  assert {
    condition     = toset(keys(aws_iam_role.pipeline)) == toset(["deploy-prod", "plan-prod", "preview-prod", "image"])
    error_message = "Test roles exist only for stages of this account."
  }
}

run "deploy_environment_is_rejected_for_tests" {
  command = plan
  variables {
    test_environments = { dev = "development" }
  }
  expect_failures = [var.test_environments]
}

run "environment_with_a_wildcard_is_rejected" {
  command = plan
  variables {
    test_environments = { test = "*" }
  }
  expect_failures = [var.test_environments]
}

run "invalid_input_is_rejected" {
  command = plan
  variables {
    region               = "europe"
    github_repository    = "octo/*"
    github_owner_id      = "octo"
    github_repository_id = "*"
    stages               = { test = "test" }
    zone_ids             = ["example.com"]
    kept_images          = 1
    image_account        = "dev"
    running_accounts     = ["dev"]
  }
  expect_failures = [var.region, var.github_repository, var.github_owner_id, var.github_repository_id, var.stages, var.zone_ids, var.kept_images, var.image_account, var.running_accounts]
}

run "shared_environment_is_rejected" {
  command = plan
  variables {
    stages = { dev = "aws", prod = "aws" }
  }
  expect_failures = [var.stages]
}

run "second_region_is_rejected" {
  command = plan
  override_data {
    target = data.aws_iam_roles.pipeline
    values = { names = ["ecommerce-pipeline-image"] }
  }
  override_data {
    target = data.aws_iam_role.pipeline
    values = { tags = { Region = "eu-west-1" } }
  }
  expect_failures = [aws_iam_role.pipeline]
}

run "bootstrap_can_be_applied_again" {
  command = plan
  override_data {
    target = data.aws_iam_roles.pipeline
    values = { names = ["ecommerce-pipeline-image"] }
  }
  override_data {
    target = data.aws_iam_role.pipeline
    values = { tags = { Region = "us-east-1" } }
  }
  assert {
    condition     = local.regions == ["us-east-1"]
    error_message = "The region is that of the first apply."
  }
}
